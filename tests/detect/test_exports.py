"""Exports as the systems of laboratories, hospitals, practices and insurers write them: each column taken for what it is.

A column is written `header:kind of values:role`; several roles are as good as each other, and no role means that it is nothing of the person.
"""

from __future__ import annotations

import random

import pytest

from detect.tables import People, sample
from lekwijzer.detect.columns import infer

P = People(60)
_RND = random.Random(3)


def _of(*values: str) -> list[str]:
    return [_RND.choice(values) for _ in range(P.n)]


def _numbers(low: int, high: int, form: str = "{}") -> list[str]:
    return [form.format(_RND.randint(low, high)) for _ in range(P.n)]


MORE = {
    "agb": _numbers(1_000_000, 1_999_999, "0{}"), "uzovi": _of("3311", "7029", "0101", "3332"), "insname": _of("Zilveren Kruis", "VGZ", "CZ", "Menzis"),
    "polis": _numbers(10**8, 10**9 - 1), "test": _of("HB", "TSH", "HIV", "KREA"), "testn": _of("Hemoglobine", "TSH", "Chlamydia PCR", "Kreatinine"),
    "doc": _of("J. Jansma", "Dr. P. de Boer", "Huisman, K."), "mrn": _numbers(1_000_000, 8_999_999), "ord": _numbers(1_000_000, 9_999_999, "24{}"), "time": _of("08:15", "09:30", "14:00"),
    "unit": _of("mmol/l"), "ref": _of("3.5-5.5"), "flag": _of("J", "N"), "dept": _of("INT", "CHI", "GYN"), "place": _of("Amersfoort", "Zwolle"), "lname": _of("Saltro", "Star-shl"),
    "iban": _numbers(10**8, 10**9 - 1, "NL20INGB0{}"), "eur": [f"{a},{b}" for a, b in zip(_numbers(5, 99), _numbers(10, 99), strict=True)],
    "perf": _of("070702", "079991", "074891"), "nl": _of("NL"), "user": _of("jjansen", "pboer"), "title": _of("Dhr.", "Mevr."), "mtrl": _of("bloed", "urine"), "num": _numbers(1, 200),
    "born_y": [str(y) for y, _, _ in P.days], "born_m": [str(m) for _, m, _ in P.days], "born_d": [str(d) for *_, d in P.days], "phone2": list(reversed(P.phone)),
}  # fmt: skip
EXPORTS = {
    "a hospital's patient system":
        """PATIENTNR:mrn:patient_number ACHTERNAAM:surname:surname VOORVOEGS:prefix:prefix VOORLETTER:initials:initials GEBDAT:birth:birth_date
        GESLACHT:sex:sex ADRES:street:address|street HUISNR:num:house_number POSTCODE:postcode:postcode WOONPLAATS:city:city TELEFOON1:phone:phone
        TELEFOON2:phone2:phone HUISARTSNR:agb:requester VERZEKNR:polis:insurer VERZNAAM1:insname:insurer""",
    "an American hospital system":
        """PAT_ID:mrn:patient_number PAT_MRN_ID:mrn:patient_number PAT_NAME:sorted_name:name BIRTH_DATE:birth:birth_date SEX_C:sex:sex SSN:bsn:bsn
        ADD_LINE_1:address:address CITY:city:city ZIP:postcode:postcode HOME_PHONE:phone:phone CUR_PCP_PROV_ID:agb:requester
        ORDER_PROC_ID:ord:order_number PROC_NAME:testn:exam_type ORDERING_DATE:exam:exam_date RESULT_TIME:exam:exam_date ORD_VALUE:result:test_result
        COMPONENT_NAME:testn:exam_type REFERENCE_UNIT:unit: PAYOR_NAME:insname:insurer""",
    "a practice system in words":
        """Patnr:mrn:patient_number Naam:sorted_name:name Roepnaam:given:given Geb.datum:birth:birth_date M/V:sex:sex Straat:street:street
        Nr:num:house_number Postcode:postcode:postcode Plaats:city:city Tel.nr.:phone:phone Mobiel:phone2:phone Verz.:insname:insurer
        Polisnr.:polis:insurer BSN:bsn:bsn ION:flag: Huisarts:doc:requester""",
    "a practice system in one word":
        """ClientID:mrn:patient_number ClientAchternaam:surname:surname ClientTussenvoegsel:prefix:prefix ClientVoorletters:initials:initials
        ClientGeboortedatum:birth:birth_date ClientGeslacht:sex:sex ClientStraat:street:street ClientHuisnummer:num:house_number
        ClientPostcode:postcode:postcode ClientPlaats:city:city ClientTelefoon:phone:phone ClientBSN:bsn:bsn EpisodeDatum:exam:
        BepalingOmschrijving:testn:exam_type BepalingWaarde:result:test_result BepalingDatum:exam:exam_date""",
    "one letter in front of everything":
        """PNR:mrn:patient_number PNAAM:sorted_name:name PGEB:birth:birth_date PSEX:sex:sex PADRES:address:address PPC:postcode:postcode
        PWPL:city:city PTEL:phone:phone PBSN:bsn:bsn""",
    "a laboratory system":
        """Dossiernr:mrn:patient_number Ordernr:ord:order_number Monsternr:specimen:specimen_number Pat_naam:sorted_name:name
        Pat_gebdat:birth:birth_date Pat_gesl:sex:sex Aanvr_arts:doc:requester Aanvr_dat:exam:exam_date Afn_dat:exam:exam_date Afn_tijd:time:
        Bep_code:test:exam_type Bep_naam:testn:exam_type Res_waarde:result:test_result Res_eenh:unit: Ref_laag:ref: Aut_dat:exam:exam_date
        Aut_door:user:""",
    "a laboratory's request site":
        """req_no:ord:order_number pat_lastname:surname:surname pat_firstname:given:given pat_dob:birth:birth_date pat_sex:sex:sex pat_bsn:bsn:bsn
        req_doctor:doc:requester req_doctor_agb:agb:requester req_date:exam:exam_date coll_date:exam:exam_date coll_location:place:
        test_mnemonic:test:exam_type test_result:result:test_result result_unit:unit: ref_range:ref: result_dt:exam:exam_date validated_by:user:""",
    "a German laboratory system":
        """AUFTRAGSNR:ord:order_number NACHNAME:surname:surname VORNAME:given:given GEBDATUM:birth:birth_date GESCHLECHT:sex:sex
        EINSENDER:doc:requester ANALYT:test:exam_type ERGEBNIS:result:test_result EINHEIT:unit: ABNAHMEDATUM:exam:exam_date
        STRASSE:address:address|street PLZ:postcode:postcode ORT:city:city KRANKENKASSE:insname:insurer TELEFON:phone:phone""",
    "referrals":
        """ZD_nummer:ord:order_number Verwijzer_AGB:agb:requester Verwijzer_naam:doc:requester Verwijzer_telefoon:phone: Patient_BSN:bsn:bsn
        Patient_naam:sorted_name:name Patient_geboortedatum:birth:birth_date Patient_postcode:postcode:postcode Patient_huisnummer:num:house_number
        Patient_telefoon:phone2:phone Zorgvraag:testn: Verwijsdatum:exam: Locatie:place: Instelling_postcode:postcode:""",
    "screening":
        """CLIENT_ID:mrn:patient_number CLIENT_BSN:bsn:bsn CLIENT_NAAM:sorted_name:name GBA_ADRES_STRAAT:street:street
        GBA_ADRES_HUISNUMMER:num:house_number GBA_ADRES_POSTCODE:postcode:postcode GBA_ADRES_PLAATS:city:city UITNODIGINGSDATUM:exam:
        UITNODIGING_ID:ord: MONSTER_ID:specimen:specimen_number UITSTRIJKJE_DATUM:exam:exam_date HPV_UITSLAG:result:test_result
        HUISARTS_AGB:agb:requester HUISARTS_PRAKTIJKNAAM:practice:requester HUISARTS_ADRES:address: BMHK_LAB:lname:""",
    "an insurer's answer":
        """BSN:bsn:bsn Geboortedatum:birth:birth_date Geslacht:sex:sex Naam_verzekerde:sorted_name:name UZOVI:uzovi:insurer
        Verzekerdennummer:polis:insurer Ingangsdatum_polis:exam: Einddatum_polis:exam: Pakketcode:dept: Retourcode:dept: Verzekeraar_telefoon:phone:
        Verzekeraar_adres:address: Verzekeraar_postcode:postcode: Verzekeraar_plaats:city:""",
    "declarations":
        """Uzovi-nummer:uzovi:insurer BSN_verzekerde:bsn:bsn Naam_verzekerde_01:surname:surname|name Voorletters_verzekerde:initials:initials
        Datum_geboorte_verzekerde:birth:birth_date Code_geslacht_verzekerde:sex:sex Postcode_(huisadres)_verzekerde:postcode:postcode
        Huisnummer_(huisadres)_verzekerde:num:house_number Datum_prestatie:exam:exam_date Prestatiecode:perf:exam_type
        AGB_voorschrijver:agb:requester Bedrag:eur: Factuurnummer:ord:order_number Factuurdatum:exam: IBAN_crediteur:iban:""",
    "appointments":
        """Datum:exam:exam_date Tijd:time: Patiënt:sorted_name:name Geb.:birth:birth_date Tel:phone:phone Reden:testn: Locatie:place:
        Behandelaar:doc:requester E-mail:email:email Status:flag:""",
    "a mailing list":
        """Aanhef:title: Voorl:initials:initials Tussenv:prefix:prefix Naam:surname:surname|name Adresregel_1:address:address PC:postcode:postcode
        Wpl:city:city Land:nl: Briefdatum:exam: Kenmerk:ord: E-mailadres:email:email""",
    "invoices":
        """Debiteurnr:mrn: Naam:sorted_name:name Adres:address:address Postcode:postcode:postcode Plaats:city:city IBAN:iban:iban Factuurnr:ord:order_number
        Factuurdatum:exam: Bedrag:eur: Verrichting:testn:exam_type Datum_verrichting:exam:exam_date Polisnummer:polis:insurer""",
    "a join with names of tables":
        """tbl_patient.pt_lastname:surname:surname tbl_patient.pt_firstname:given:given tbl_patient.pt_birthdate:birth:birth_date
        tbl_patient.pt_gender:sex:sex tbl_patient.pt_zip:postcode:postcode tbl_patient.pt_phone1:phone:phone tbl_patient.pt_ssn:bsn:bsn
        tbl_order.ord_date:exam:exam_date tbl_order.ord_test:testn:exam_type tbl_result.res_value:result:test_result""",
    "a letter for the client":
        """c_naam:sorted_name:name c_gebdat:birth:birth_date c_bsn:bsn:bsn c_pc:postcode:postcode c_tel:phone:phone c_gesl:sex:sex
        c_verz:insname:insurer""",
    "two languages, with a stroke":
        """Naam/Name:sorted_name:name Geboortedatum/Date_of_birth:birth:birth_date Geslacht/Sex:sex:sex Telefoon/Phone:phone:phone
        Uitslag/Result:result:test_result Monsternummer/Sample_no:specimen:specimen_number Datum_afname/Collection_date:exam:exam_date""",
    "two languages, in brackets":
        """Name_(Naam):sorted_name:name DOB_(geb.datum):birth:birth_date Postcode_(zip):postcode:postcode Test_(onderzoek):testn:exam_type
        Outcome_(uitslag):result:test_result""",
    "names of a program":
        """patientLastName:surname:surname patientFirstName:given:given patientDateOfBirth:birth:birth_date patientZipCode:postcode:postcode
        patientPhoneNumber:phone:phone generalPractitionerName:doc:requester generalPractitionerPhone:phone2:
        specimenCollectedDateTime:exam:exam_date orderPlacedBy:doc:requester fileCreationDate:exam: labPhone:phone:
        insuranceCompanyName:insname:insurer insuranceCompanyPhone:phone:""",
    "numbered headers":
        """naam1:surname:surname|name adres1:address:address tel1:phone:phone tel2:phone2:phone gebdat1:birth:birth_date uitslag1:result:test_result
        uitslag2:result:test_result test1:test:exam_type test2:test:exam_type""",
    "headers cut off after ten characters":
        """PAT_NUMMER:mrn:patient_number PAT_ACHTER:surname:surname PAT_VOORLE:initials:initials PAT_GEBOOR:birth:birth_date PAT_GESLAC:sex:sex
        PAT_STRAAT:street:street PAT_HUISNU:num:house_number PAT_POSTCO:postcode:postcode PAT_WOONPL:city:city PAT_TELEFO:phone:phone
        HA_NAAM:doc:requester HA_TELEFOO:phone: LAB_DATUM:exam:exam_date LAB_UITSLA:result:test_result BESTAND_DA:exam: IMPORT_DAT:exam:""",
    "a birth date in parts":
        """GEB_D:born_d:birth_day GEB_M:born_m:birth_month GEB_J:born_y:birth_year NAAM:sorted_name:name GEB_PLAATS:city: WOONPL:city:city""",
    "a British laboratory":
        """Surname:surname:surname Forenames:given:given Sex:sex:sex D.O.B.:birth:birth_date Hospital_No.:mrn:patient_number
        Lab_No.:specimen:specimen_number Ward:dept: Consultant:doc:requester GP_Practice:practice:requester GP_Address:address: Specimen_Type:mtrl:
        Date_Received:exam:exam_date Date_Reported:exam:exam_date Test:testn:exam_type Result:result:test_result Units:unit: Reference_Range:ref:
        NOK_Name:sorted_name: NOK_Phone:phone: Next_of_kin:sorted_name:""",
    "a file with relatives":
        """naam:sorted_name:name gebdat:birth:birth_date bsn:bsn:bsn contactpersoon_naam:sorted_name: contactpersoon_tel:phone:
        wettelijk_vertegenwoordiger:sorted_name: noodnummer:phone: tel_noodgeval:phone: bsn_partner:bsn: apotheek:lname: apotheek_tel:phone:
        mutatiedatum:exam: laatst_gewijzigd:exam: datum_in_dossier:exam: ingeschreven_sinds:exam: overleden:flag:""",
    "pathology":
        """T-nummer:specimen:specimen_number PALGA-ID:mrn: Pat.nr:mrn:patient_number Geb.dat:birth:birth_date Geslachtsnaam:surname:surname
        Aanvrager:doc:requester Aanvragende_instelling:lname:requester Materiaal:mtrl: Dat._ontv.:exam:exam_date Dat._aut.:exam:exam_date
        Conclusie:testn:test_result Patholoog:doc:""",
    "tests at the bedside":
        """Sample_ID:specimen:specimen_number Patient_ID:mrn:patient_number Operator_ID:user: Instrument_SN:specimen: Test_Date:exam:exam_date
        Analyte:test:exam_type Value:result:test_result Lot_No:ord: Lot_Expiry:exam:""",
    "a thrombosis service":
        """Cliëntnr:mrn:patient_number Naam_cliënt:sorted_name:name Geb_dat:birth:birth_date Prikdatum:exam:exam_date INR:eur:test_result
        Streefwaarde:ref: Volgende_controle:exam: Route:dept:""",
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_each_column_is_taken_for_what_it_is(name: str) -> None:
    columns = [spec.split(":") for spec in EXPORTS[name].split()]
    table = infer(
        [header.replace("_(", " (") for header, _, _ in columns],
        sample(*(MORE[kind] if kind in MORE else getattr(P, kind) for _, kind, _ in columns)),
    )
    taken = {c.header: c.role.value if c.role else "" for c in table.columns}
    wanted = {header.replace("_(", " ("): roles.split("|") for header, _, roles in columns}
    assert {h: role for h, role in taken.items() if role not in wanted[h]} == {}
    assert table.about == "people"
