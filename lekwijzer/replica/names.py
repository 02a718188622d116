"""Names of people in the Netherlands, written by hand: surnames with a rough weight, given names by era and origin.

The tail of rare Dutch surnames is put together from syllables, so that the spread of frequencies resembles the
real one (a few names that everybody has, and half of all people with a name that hardly anybody has).
"""

from __future__ import annotations

from itertools import product

import numpy as np

Surname = tuple[str, str, float, str]
"""Prefix, surname, weight, origin."""

_DUTCH = """
de|Jong|86 |Jansen|75 de|Vries|73 van den|Berg|60 van|Dijk|58 |Bakker|57 |Janssen|55 |Visser|51 |Smit|43 |Meijer|41
de|Boer|40 |Mulder|38 de|Groot|37 |Bos|37 |Vos|31 |Peters|31 |Hendriks|31 van|Leeuwen|29 |Dekker|28 |Brouwer|26
de|Wit|25 |Dijkstra|24 |Smits|23 de|Graaf|22 van der|Meer|21 van der|Linden|20 |Kok|20 |Jacobs|20 de|Haan|19
|Vermeulen|18 van den|Heuvel|17 van der|Veen|17 van den|Broek|16 de|Bruijn|16 de|Bruin|15 van der|Heijden|15
|Schouten|14 van|Beek|14 |Willems|14 van|Vliet|13 van de|Ven|13 |Hoekstra|13 |Maas|13 |Verhoeven|12 |Koster|12
van|Dam|12 van der|Wal|12 |Prins|11 |Blom|11 |Huisman|11 |Peeters|11 de|Jonge|11 |Kuipers|10 van|Veen|10 |Post|10
|Kuiper|10 |Veenstra|10 |Kramer|10 van den|Brink|10 |Scholten|9 van|Wijk|9 |Postma|9 |Martens|9 |Vink|9 de|Ruiter|9
|Timmermans|8 |Groen|8 |Gerritsen|8 |Jonker|8 van|Loon|8 |Boer|8 van der|Velde|8 |Willemsen|8 |Smeets|7 de|Lange|7
|Driessen|7 |van Rossum|3 de|Vos|7 |Bosch|7 van|Dongen|6 |Hermans|6 |Hoek|6 van der|Laan|6 |Kuijpers|6 |Bosman|6
|Evers|6 |Schipper|6 van|Rijn|5 |Hofman|5 |Molenaar|5 van den|Bosch|5 |Zijlstra|5 |Sanders|5 |Verbeek|5 |Wolters|5
|Kooistra|4 van 't|Hof|3 in 't|Veld|3 van 't|Hoff|2 ter|Horst|2 ten|Brink|2 te|Velde|2 op den|Camp|1 uit den|Bogaard|1
|Çetin-Bakker|1 den|Hartog|4 den|Ouden|4 van der|Zee|4 van der|Horst|4 |Bergsma|3 |Terpstra|3 |Wiersma|3 |Boersma|3
von|Raesfelt|1 d'|Ancona|1 l'|Ami|1 van|'s-Gravesande|1 |Crêvecoeur|1 |Daniëls|4 |Michiels|3 |Theeuwes|2 |Matthijssen|2
|Kruijssen|2 |Nijhuis|3 |Oude Alink|1 |Klein Breteler|1 |Groot Obbink|1 de|Vries Reilingh|1 |Van Dijk|1 |IJzerman|2
"""
_HEADS = """Ooster Wester Nieuwen Ouden Boven Onder Brink Haver Roggen Linden Eiken Berken Elzen Vlier Hazel Water Broek
Zand Klei Veen Heide Bosch Kerk Kloos Molen Brug Dam Sluis Gras Hooi Stroo Korte Lange Breede Smalle Hoogen Lagen Groene
Zwarte Witten Roode Blaauw Gouden Zilver Ijzer Koper Steen Rots Wolven Vossen Hazen Haanen Duiven Raven Arends Leeuwen
Wage Rade Harme Egber Luite""".split()
_TAILS = """huis kamp dijk veld meijer beek hoeve man stra ma berg horst brink oord donk laar rode stein wijk voort
singel graaf boom bos akker goor mans sen kate hof""".split()
_ENDINGS = ("", "s", "er", "inga", "en")
_TAIL_WEIGHT = 0.8  # makes the tail about four fifths of all Dutch names, as in the real list
_TURKISH = """Yılmaz Kaya Demir Şahin Çelik Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç
Kurt Özkan Şimşek Güneş Ünal Bozkurt Polat Karaca""".split()
_MOROCCAN = """El_Amrani Benali El_Idrissi Bouzid Aït_Taleb Chaoui El_Khattabi Ouali Haddou Amrani Azzouzi Bennani
Boukhari El_Moussaoui Ben_Haddou Zerouali Ouahbi El_Yaakoubi Mansouri Taïbi Saïdi""".split()
_HINDUSTANI = """Ramdin Singh Kalloe Mahabier Jhinkoe Ramsaran Bissumbhar Autar Baldewsingh Khodabaks Pinas Tuur
Landveld Kartowidjojo Doelwijt""".split()
_POLISH = """Nowak Kowalski Wiśniewska Wójcik Kowalczyk Kamińska Lewandowska Zieliński Woźniak Szymańska Dąbrowska
Kozłowska Jankowska Piątek""".split()
_OTHER = """Nguyễn Müller Schröder García Núñez Fernández Gonçalves Simões Okonkwo Tesfaye Hassan Mohamed Ali Ibrahim
Wang Chen Popović Horváth Novák Šimić Björk Sørensen Çakmak-Öz""".split()

_GIVEN: dict[tuple[str, str], str] = {
    ("V0", "nl"): """Maria Johanna Anna Cornelia Wilhelmina Elisabeth Catharina Hendrika Adriana Petronella Margaretha
        Jacoba Geertruida Theodora Antonia Grietje Trijntje Aaltje Neeltje Alida IJda Christina Henriëtte Francisca""",
    ("V1", "nl"): """Monique Sandra Esther Marjolein Anja Ingrid Petra Linda Saskia Wendy Mirjam Bianca Nicole Karin
        Ellen Astrid Yvonne Carla Désirée Renée Heleen Manon Tamara Judith Femke Chantal Angélique Thea Ilse Joke""",
    ("V2", "nl"): """Emma Sophie Lisa Anne Julia Lotte Sanne Fleur Eva Noa Isa Tess Femke Zoë Chloë Roos Britt Kim
        Anouk Demi Iris Maud Nina Jasmijn Liv Saar Elin Vera Hannah Yara""",
    ("M0", "nl"): """Johannes Cornelis Hendrik Willem Pieter Jacobus Gerrit Adrianus Antonius Theodorus Petrus Dirk
        Arie Klaas IJsbrand Nicolaas Franciscus Leendert Hermanus Lambertus Martinus Wilhelmus""",
    ("M1", "nl"): """Peter Marcel Erik Ronald Richard Michel Robert Jeroen Dennis Patrick Edwin Martijn Frank René
        Marco Paul Sander Bas Wouter Arjan André Rob Hans Maarten Theo Niels Onno""",
    ("M2", "nl"): """Daan Sem Lucas Tim Thijs Jesse Bram Max Ruben Lars Finn Noah Thomas Luuk Stijn Gijs Sven Julian
        Mees Jayden Milan Niek Youri Koen Joris Loïc""",
    ("V", "tr"): "Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Özlem Gülşen Sevgi Büşra Esra Derya",
    ("M", "tr"): "Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim Yusuf Ömer Emre Murat Çağlar Serkan",
    ("V", "ma"): "Fatima Khadija Naïma Aïcha Samira Hanane Loubna Soukaina Malika Rachida Ikram Hafsa",
    ("M", "ma"): "Mohamed Hassan Rachid Youssef Hamza Bilal Abdelkader Saïd Karim Ilias Omar",
    ("V", "hi"): "Sharmila Radha Anita Indra Kavita Sunita Shanti Reshma Sandhia",
    ("M", "hi"): "Rakesh Anand Ravi Sunil Dewanand Roy Stanley Glenn",
    ("V", "pl"): "Agnieszka Małgorzata Katarzyna Anna Joanna Ewa Elżbieta Magdalena Beata",
    ("M", "pl"): "Piotr Krzysztof Andrzej Tomasz Paweł Michał Łukasz Marcin",
    ("V", "xx"): "Amina Mei Linh Ingrid Sofía Inês Ngozi Selam Jelena Zsófia Åsa",
    ("M", "xx"): "Ahmed Wei José João Chidi Samuel Marko Gábor Jürgen Søren",
}


def surnames() -> list[Surname]:
    """Every surname with its weight: the frequent Dutch ones, the long Dutch tail, and names from elsewhere."""
    known: list[Surname] = []
    for entry in _entries(_DUTCH):
        prefix, name, share = entry.split("|")
        known.append((prefix, name, float(share), "nl"))
    seen = {name for _, name, _, _ in known}
    compounds = [f"{a}{b}{c}" for c, a, b in product(_ENDINGS, _HEADS, _TAILS)]
    tail = [c for c in dict.fromkeys(compounds) if c not in seen]
    known += [
        (prefix, c, _TAIL_WEIGHT * w, "nl") for c in tail for prefix, w in (("", 0.7), ("van", 0.2), ("van de", 0.1))
    ]
    for names, origin, weight in (
        (_TURKISH, "tr", 9.0), (_MOROCCAN, "ma", 10.0), (_HINDUSTANI, "hi", 6.0), (_POLISH, "pl", 6.0), (_OTHER, "xx", 7.0),
    ):  # fmt: skip
        known += [("", n.replace("_", " "), weight, origin) for n in names]
    return known


def _entries(block: str) -> list[str]:
    """Split `prefix|name|weight` entries; prefixes and names may hold spaces, so the weight ends an entry."""
    entries: list[str] = []
    words: list[str] = []
    for word in block.split():
        words.append(word)
        if word.rpartition("|")[2].isdigit():
            entries.append(" ".join(words))
            words = []
    return entries


def given_names() -> tuple[list[str], dict[str, np.ndarray]]:
    """All given names, and per group ("V1", "M0", "Vtr", …) the positions of its names."""
    names: list[str] = []
    groups: dict[str, np.ndarray] = {}
    for (group, origin), block in _GIVEN.items():
        key = group if origin == "nl" else group + origin
        members = block.split()
        groups[key] = np.arange(len(names), len(names) + len(members))
        names += members
    return names, groups


def initial(name: str) -> str:
    """First letter of a given name, as the register of persons writes it (`IJ` and `Th` give one letter)."""
    return name[0].upper()
