"""Short lists of very common names: enough to tell a given name from a surname, and a column of names from one of codes.

Facts of common knowledge, compiled for this project: frequent given names of the last ninety years and frequent surnames.
"""

from __future__ import annotations

GIVEN = frozenset(
    """aad aaf abdel abdul achmed adam adriaan adrie agnes ahmed aisha albert alex alexander ali alice aline amber amina amir amy
    an andre andrea angela anique anita anja anke ank anna annabel anne anneke annelies annemarie annemiek annet annette annie anouk anton antoinette antonia antonio
    arie arjan arjen arnold arthur astrid aart aukje ayse barbara bart bas bastiaan beatrix ben bernard bert betty bianca bilal bram brenda brigitte britt carina carla carlo carolien
    caroline catharina cecilia charlotte chantal charles chris christa christiaan christina christine cindy claire claudia cor corrie cornelia cornelis corina daan dana daniel
    danielle danny daphne david debbie denise dennis desiree dewi diana dick diederik dirk dolf dominique doortje dora dorien dorothea ed edith edwin eefje egbert elena elif eline elisa elisabeth
    elise elizabeth ella ellen elly els elsbeth emiel emilia emily emine emma eric erica erik erna ernst esmee esther eva evelien evelyn fatima fatma femke fenna fien fleur floor floris frank frans franciscus
    fred frederik freek frits gabriel geert geertje gemma geertruida george gerard gerda gerrit gerritje gert gijs greet greetje guus hanna hannah hanneke hannie hans harm harry hassan hatice heidi heleen helena
    hella hendrik hendrika hendrikus hennie henk henny henri herman hermina hetty hilda hilde huub ibrahim ida ilse imke inez ineke inge ingrid irene iris irma isa isabel isabella iwan jaap jacob jacoba jacobus jacqueline
    jan jana janet janine janna janneke jannie jantje jasmijn jasper jeanette jeanine jelle jennifer jenny jeroen jessica jesse jet joan joanna job johan johanna johannes john jolanda jolien joost joris josef josephine
    joyce judith julia julie jurgen justin kaatje karel karim karin karlijn katja katrien kees kevin kim klaas klaasje koen kyra lara laura lars leen lena lenie leo leonie lia lianne lies liesbeth lieke lilian linda lisa lisette lotte
    louis louise lucas luc lucia luna luuk maaike maarten madelon maartje magda mandy manon marc marcel margaretha margot margreet margriet maria marian marianne marieke mariet marie marije marijke marina marion
    mariska marit marja marjan marjolein marjon mark marleen marlies marloes martha martijn martin martina mary maud maurice max mees melanie melissa merel mia michael michel michelle mieke mien milan
    milou mina miranda mirjam mohamed mohammed monica monique myra nadia nancy naomi natalie natasja nathalie nel nelly nick nicole nicolaas nienke niels nina nora noor noortje olga olivia otto pascal patricia patrick paul paula paulien
    pauline peter petra petronella piet pieter pieternella pim piotr quinten rachel rachid ralph ramona raymond rebecca regina reinier rene renate renee ria riet rik rianne rita rob robert robin roel roelof roland romy ron ronald rosa
    ruben rudolf ruth ruud said salma sam samantha samira sander sandra sanne sara sarah sascha saskia sebastiaan selma shanti sharon sietske sien silvia simon simone sjaak sjoerd sofia sofie sonja sophie stef stefan stefanie
    stephanie steven stijn sue susan susanne suzan suzanne sven sylvia tamara tanja teun teuntje tess tessa theo theodora therese thea thijs thomas tim tina tineke tobias tom toon trees trijntje trudy truus ursula valerie vera veronique
    victor victoria vincent wendy wessel wil wilhelmina willem willemijn willemina willy wilma wim wouter xander yara yasmin yasmina yvette yvonne yusuf zeynep zoe
    james mary john patricia robert jennifer linda william elizabeth richard susan joseph jessica margaret nancy betty""".split()
)

SURNAMES = frozenset(
    """jong jansen vries berg bakker dijk visser smit meijer boer mulder groot bos vos peters hendriks leeuwen dekker brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek bruijn bruin
    heijden schouten beek vliet willems hoekstra maas verhoeven koster dam wal prins blom huisman peeters jonge kuipers veenstra post kuiper sanders kramer brink scholten groen bosch hoek koning
    ruiter vink postma dongen martens boom berends jonker wolf driessen boogaard bosman hermans jansens janssen janssens pieterse molenaar veldhuis vermeer kooij vos ven velden timmermans wijk groeneveld bergh franken
    cornelissen kamp heuvel burg bierens hofman horst gerritsen kuijpers lange langen roos schipper stam tas evers aarts verbeek mol mohan singh yilmaz kaya demir celik sahin ozturk aydin yildiz ali ahmed mohamed elamrani
    bouzid benali amrani nguyen tran wang chen li kowalski nowak silva santos garcia martinez rodriguez fernandes pinas ramdin baldew smith jones williams brown taylor davies wilson johnson miller davis muller schmidt
    schneider fischer weber meyer wagner becker dubois martin bernard durand leroy rossi ferrari hussain khan begum
    lopez gonzalez perez sanchez ramirez torres flores gomez diaz ruiz pereira ferreira oliveira costa souza sousa almeida carvalho""".split()
)

ALSO_SURNAMES = frozenset(
    "achmed ahmed ali bilal daniel david francis frank george hassan ibrahim james john joseph karim lucas martin mohamed mohammed otto rachid said simon yusuf".split()
)
"""Given names that are about as usual for a surname: where one stands last, it may be either."""
ALSO_GIVEN = frozenset("aydin hussain kaya khan mohan roos taylor wilson wolf yildiz".split())
"""Surnames that are given names too."""
SHORT_SURNAMES = frozenset(
    "al an as bo bui chu do ek el es fu ha he ho hu ip ko le li lo lu ly ma ng oe os su to tu um vo vu wu xu ye yu".split()
)
"""Surnames of two or three letters, which in capitals look like initials."""
