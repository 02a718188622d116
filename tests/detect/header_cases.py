"""Headers as exports have them, by the role they mean; "" for those that mean nothing of the person."""

from __future__ import annotations

HEADERS: dict[str, str] = {
    "bsn": (
        "BSN | bsn_nr | BSNNummer | Burgerservicenummer | burger_service_nummer | sofinummer | SOFI-nummer | "
        "patientBSN | CLIENT_BSN | bsnPatient | citizen_service_number | national_id | nationalIdentifier | "
        "PAT_BSN | bsn_client | BSN cliënt | BSN-nummer | Bsn nr. | persoon.burgerservicenummer | 010120 | "
        '01.01.20 | PID_BSN | cl_bsn | bsn_gekoppeld | "BSN" | ClientBSN'
        " | BURGERSERV | hits.hits[0]._source.bsn"
    ),
    "": (
        "Ronde_id | rondenr | grond_id | BSN geverifieerd | BSN_check | bsn_status | bsn_moeder | BSN moeder | BSN partner | partner_bsn | "
        "mother_bsn | bsn_kind | geboorteplaats | geboorteland | birthplace | place_of_birth | country_of_birth | "
        "01.03.20 | geboortedatum moeder | geboortedatum partner | partner_geboortedatum | geboortedatum_kind | "
        "mother_birth_date | huisarts_adres | huisarts_telefoon | telefoon huisarts | HA_POSTCODE | HA_PLAATS | "
        "huisarts email | gp_address | gp_phone | adres aanvrager | plaats_huisarts | requester_city | "
        "Naam moeder | moeder_naam | contactpersoon | contactpersoon_naam | telefoon contactpersoon | "
        "contactpersoon telefoon | emergency_contact_phone | naam vader | laboratorium | lab_naam | lab_telefoon | "
        "adres laboratorium | afzender_naam | ziekenhuis | ziekenhuis_naam | afdeling | gebruiker | "
        "gebruikersnaam | username | user_name | aangemaakt_op | created_at | updated_at | mutatiedatum | "
        "gewijzigd door | modified_by | datum wijziging | exportdatum | verzenddatum | briefdatum | factuurdatum | "
        "tel_verzekeraar | insurer_address | insurance_phone | payer_city | Adres prikpost | ip_address | mac_address | email_sent | phone_verified | "
        "naam_bestand | naam_school | werkgever_tel | tel_noodgeval | NOK_Phone | baby_geb | IBAN_crediteur | result_unit | Res_eenh | streefwaarde | to_address | "
        "HA_TELEFOO | TEL_HUISAR | BSN_MOEDER | afnamelocatie.postcode | sender.contact.tel | aanvrager.tel | adres.land | address[0].use | FACTUURDAT | name.extension[0].valueString | "
        "status | opmerking | opm | remarks | eenheid | unit | referentiewaarde | bron | versie | filename | "
        "bestandsnaam | nationaliteit | taal | land | huwelijksdatum | burgerlijke staat | klachten | "
        "ingangsdatum | einddatum | uitnodigingsdatum | apotheek | HuisartsAdres | HuisartsPlaats | identifier | "
        "IDENTITY_ID | naam_opmerking | adres_toelichting | opmerking naam | address_notes | bsn_opmerking | "
        "telefoon memo | resourceType | resource.Observation.resourceType | identifier[0].value | Encounter.status"
    ),
    "name": (
        "naam | Naam | name | Naam patiënt | patient_naam | patientname | PATIENT_NAME | Volledige naam | "
        "full_name | fullName | Naam cliënt | clientnaam | PAT_NAME | patnaam | displayName | Naam deelnemer | "
        "patient | Patiënt | aanschrijfnaam | NAAM_PATIENT | naam_volledig | <<Client.Naam>> | ClientNaam | "
        "patient[0].name | PID.5 | name[0].text | Observation.subject.display | Nom"
    ),
    "surname": (
        "achternaam | Achternaam | ACHTERNAAM | geslachtsnaam | Geslachtsnaam | last_name | lastName | LastName | "
        "surname | family_name | familyName | familienaam | eigen naam | eigennaam | meisjesnaam | Meisjesnaam | "
        "geboortenaam | maiden_name | birth_name | CLIENT_GESLACHTSNAAM | pat_achternaam | patientAchternaam | "
        "010240 | 01.02.40 | achternaam_patient | Achternaam eigen | PAT_LAST_NAME | PatLastName | lname | anaam | "
        "{{client.achternaam}} | PATIENT_ACHTERNAAM | MEISJESNAAM"
        " | MEISJESNAA | GESLACHTSN | patient.naam.familie | name.last | resource.name.family"
    ),
    "prefix": (
        "voorvoegsel | Voorvoegsels | tussenvoegsel | tussenvoegsels | tv | vv | voorv. | voorvoegsel_eigen | "
        "CLIENT_VOORVOEGSEL | last_name_prefix | name_prefix | infix | 010230 | 01.02.30 | "
        "voorvoegsel geslachtsnaam | Tussenv."
        " | TUSSENVOEG | VOORVOEGS | VOORVOEGSE"
    ),
    "partner_surname": (
        "partnernaam | Naam partner | naam_partner | CLIENT_NAAM_PARTNER | partner_name | achternaam_partner | "
        "Geslachtsnaam partner | geslachtsnaam echtgenoot | married_name | spouse_name | mansnaam | 050240 | "
        "05.02.40 | gehuwde naam | partnerSurname | partner_surname | partner_achternaam"
    ),
    "partner_prefix": (
        "voorvoegsel_partner | Voorvoegsel partner | CLIENT_VOORV_PARTNER | partner_name_prefix | "
        "tussenvoegsel partner | partner_voorvoegsel | partner_tussenvoegsel | 050230 | voorv_partner | "
        "partnerPrefix"
    ),
    "given": (
        "voornaam | voornamen | Voornamen | Prénom | Prénoms | roepnaam | first_name | firstName | FIRSTNAME | given_name | "
        "givenName | forename | CLIENT_VOORNAAM | 01.02.10 | 010210 | middle_name | PAT_FIRST_NAME"
        " | name.first | MIDDLE_NAM"
    ),
    "initials": (
        "voorletters | Voorletters | Voorl. | voorletter(s) | initialen | initials | CLIENT_VOORLETTERS | vltrs | "
        "VL | pat_init | PATIENT_VOORLETTER"
    ),
    "sex": (
        "geslacht | Geslacht | sex | Sex at birth | Geschl. | GSLCHT | gender_at_birth | Sexe | gender | M/V | m_v | gesl | PAT_SEX | administrativeGender | "
        "geslachtsaanduiding | 01.04.10 | 010410 | CLIENT_GESLACHT | patientGeslacht | SEX_C | PATIENT_GESLACHT"
    ),
    "birth_date": (
        "geboortedatum | Geboortedatum | GEBOORTEDATUM | Date de naissance | Né le | geb.datum | Geb. datum | Geb.dat. | gebdat | gebdatum | "
        "GEB_DATUM | dob | DOB | date_of_birth | dateOfBirth | birth_date | birthDate | BIRTHDATE | "
        "CLIENT_GEBOORTEDATUM | patientGeboorteDatum | Datum geboorte | 01.03.10 | 010310 | PAT_GEBDAT | gbdat | "
        "patient.birthDate | geboortedatum_patient | Geboren | geboren op | D.O.B. | <<Client.Geboortedatum>> | "
        "[Geboortedatum] | ClientGeboortedatum | patient/birthDate | PID-7 | PAT_BIRTH_DATE | BIRTH_DT | "
        "PATIENT_GEBDAT"
        " | GEBOORTEDA | GEBOORTE_D | Order.Patient.DateOfBirth"
    ),
    "birth_year": ("geboortejaar | birth_year | geb_jaar"),
    "birth_month": ("geboortemaand"),
    "birth_day": ("geboortedag"),
    "address": (
        "adres | Adres | address | adresregel1 | Adresregel 1 | address_line_1 | adres_patient | Straat + nr | "
        "straat en huisnummer | straat_huisnr | woonadres | street_address | ClientPostcodePlaats | "
        "postcode_plaats | Postcode en woonplaats | pc_woonplaats | ADD_LINE_1 | PATIENT_ADRES"
    ),
    "street": (
        "straat | straatnaam | street | street_name | CLIENT_STRAAT | 081110 | 08.11.10 | patient_straat | "
        "patient.address.street"
    ),
    "house_number": (
        "huisnummer | huisnr | Huisnr. | house_number | houseNumber | house_no | hnr | CLIENT_HUISNUMMER | 081120"
    ),
    "house_addition": (
        "toevoeging | toev | Toev. | huisnummertoevoeging | CLIENT_HUISNUMMERTOEV | house_number_addition | "
        "house_suffix | huisletter | 081130 | 081140 | huisnr_toev"
    ),
    "postcode": (
        "postcode | Postcode | PC | pc | CP | Code postal | postal_code | postalCode | zip | zipcode | CLIENT_POSTCODE | 081160 | "
        "patient_postcode | «Client_Postcode» | 'Postcode' | patient.address.postalCode | ZIP"
    ),
    "city": (
        "woonplaats | plaats | Plaats | city | Localité | Commune | plts | CLIENT_PLAATS | 081170 | woonplaatsnaam | patient_city | "
        "patientWoonplaats | address.city | PATIENT_WOONPLAATS | address[0].city | address.1.city"
    ),
    "phone": (
        "telefoon | Telefoonnummer | tel | Tel. | telnr | mobiel | mobile | phone | phone_number | "
        "CLIENT_TELEFOON | mobiel nummer | telefoon1 | Telefoon privé | gsm | phoneHome | patient_phone | "
        "HOME_PHONE | msisdn | TO_MSISDN | PATIENT_TELEFOON1 | telecom.phone | telecom[0].value"
        " | client.contact.tel | _source.patient.tel | TELEFOONNU | MOBIELNUMM"
    ),
    "email": (
        "email | E-mail | e-mailadres | emailadres | mail | email_address | CLIENT_EMAIL | patient_email | "
        "EMAIL_ADDRESS"
    ),
    "iban": ("iban | IBAN | rekeningnummer | bankrekening"),
    "patient_number": (
        "patientnummer | Patiëntnummer | patnr | N° national | Rijksregisternr | Rijksregisternummer | INSZ | NISS | PAT_NR | patient_id | patientId | PATID | MRN | mrn | "
        "clientnummer | clientnr | zisnummer | labpatnr | zkhnr | deelnemernummer | dossiernummer | PAT_ID | "
        "patientnr | patient nr | cliëntnummer | PAT_MRN_ID | persoonsnummer | epd_nummer | PATIENT_PATIENTNR | "
        "identifier.patientnummer | order.patient.id | PATIENTNUM | PATIENT_NU | CLIENTNUMM"
    ),
    "order_number": (
        "ordernummer | order_number | order_no | order_id | ORDERID | aanvraagnummer | aanvraagnr | "
        "accession_number | requisition_id | ORDER_PROC_ID | AANVRAAG_AANVRNR | patient.order.id | ORDERNUMME | AANVRAAGNU"
    ),
    "specimen_number": (
        "monsternummer | monsternr | MONSTER_ID | Barcode | barcode | sample_id | sampleId | specimen_id | "
        "specimen_number | labnummer | buisnummer | SPECIMEN_NUM_ID | monster | MonsterNummer | "
        "UitstrijkjeMonsterId | ZasId | MONSTERNUM"
    ),
    "record_id": ("id | ID | uuid | row_id | resource.id"),
    "person_ref": (
        "Observation.subject.reference | resource.Observation.subject.reference | Encounter.patient.reference"
    ),
    "insurer": (
        "verzekeraar | zorgverzekeraar | uzovi | KVNR | Mutualiteit | Krankenkasse | UZOVI | polisnummer | polisnr | insurer | policy_number | "
        "insurer_uzovi | verzekeringsnummer | PAYOR_NAME | VERZEKERA1 | VERZ1 | UZOVI_1 | VERZEKERIN | POLISNUMME | insurance.policy.number"
    ),
    "requester": (
        "huisarts | Huisarts | HA_NAAM | Einweiser | Médecin prescripteur | HA_AGB_CODE | AGB | agb_code | agbcode | aanvrager | Aanvragend arts | "
        "requester | requester_agb | requesterAgb | gp_name | gp_code | verwijzer | naam huisarts | huisarts_naam | "
        "ordering_provider | AUTHRZING_PROV_NAME | arts | huisartsnaam | doctor_name | HuisartsNaam"
    ),
    "exam_type": (
        "onderzoek | Onderzoek | SOORT_ONDERZOEK | Keuring | Prestatiecode | bepaling | test | test_code | test_name | testnaam | "
        "examination | verrichting | exam_type | PROC_NAME | ond | BEPALINGCO | uitslagen[0].test | uitslagen.0.test"
    ),
    "exam_date": (
        "Dd | d.d. | dt | afnamedatum | Afnamedatum | DATUM_AFNAME | datum afname | dat_afn | collected_on | examination_date | "
        "exam_date | uitslagdatum | Datum ontvangst | Datum | date | ORDERING_DATE | RESULT_TIME | datum uitslag | "
        "afname | aanvraagdatum | collection_date | result_date | lab.result.date | AANVRAAGDA | ONDERZOEKD"
    ),
    "test_result": (
        "uitslag | Uitslag | uitsl | UITSLAG_HPV | Résultat | result | Result | resultaat | KOPAC_B | PAP_KLASSE | conclusie | "
        "conclusion | outcome | ORD_VALUE | waarde | hpv_result | diagnose | verslag | interpretation | "
        "UITSLAG_UITSLAG | uitslag_opmerking | Observation.valueString | Observation.valueQuantity.value | DiagnosticReport.conclusion"
    ),
    "death_date": ("overlijdensdatum | datum overlijden | 06.08.10 | deceased | date_of_death"),
    "emigrated": ("vertrokken uit Nederland"),
    "secret": ("geheim | indicatie geheim | geheimhouding | 07.70.10"),
}
"""Separated by ` | `."""
