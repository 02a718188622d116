"""Short lists of places, result words and codes: enough to tell a column of places from a column of codes.

They never decide about a person; they only shift the guess what a column holds. Facts of common knowledge, compiled for
this project.
"""

from __future__ import annotations

CITIES = frozenset(
    """amsterdam rotterdam denhaag utrecht eindhoven groningen tilburg almere breda nijmegen enschede apeldoorn haarlem arnhem zaanstad amersfoort haarlemmermeer denbosch hoofddorp maastricht leiden dordrecht zoetermeer
    zwolle deventer delft alkmaar heerlen venlo leeuwarden hilversum hengelo amstelveen roosendaal purmerend schiedam spijkenisse helmond vlaardingen almelo gouda zaandam lelystad bergenopzoom capelleaandenijssel veenendaal
    assen katwijk nieuwegein zeist hardenberg emmen oss hoorn barneveld doetinchem terneuzen middelburg vlissingen goes kampen ede wageningen tiel culemborg woerden houten soest bussum naarden huizen weesp diemen rijswijk
    voorburg leidschendam wassenaar noordwijk lisse sassenheim alphenaandenrijn waddinxveen gorinchem papendrecht zwijndrecht ridderkerk barendrecht sliedrecht roermond weert sittard geleen kerkrade valkenswaard veldhoven best
    boxtel uden veghel waalwijk oosterhout etten-leur ettenleur winterswijk zutphen harderwijk ermelo nunspeet meppel hoogeveen steenwijk sneek drachten heerenveen franeker harlingen delfzijl winschoten stadskanaal veendam
    rijssen oldenzaal borne haaksbergen losser raalte dronten urk emmeloord denhelder schagen heerhugowaard beverwijk heemskerk velsen ijmuiden castricum uithoorn aalsmeer teststad""".split()
)

RESULTS = frozenset(
    """negatief positief neg pos negative positive ongeldig invalid onbeoordeelbaar beoordeelbaar aangetoond nietaangetoond nietaantoonbaar aantoonbaar
    afwijkend geenafwijkingen normaal normal abnormal afwijking geenbijzonderheden pap0 pap1 pap2 pap3a pap3a1 pap3a2 pap3b pap4 pap5 hpvpositief hpvnegatief poshrhpv neghrhpv invalidhrhpv posotherhrhpv
    failed mislukt detected notdetected reactive nonreactive reactief nietreactief nilm ascus lsil hsil asch zwakpositief sterkpositief dubieus verhoogd verlaagd nietverhoogd nieteenduidig gunstig ongunstig mogelijk""".split()
)
ORGANISATION_WORDS = (
    r"praktijk|huisarts|gezondheidscentrum|apotheek|ziekenhuis|kliniek|stichting|centrum|laborator|\b[bn]\.?v\.?\b|vereniging|medisch|\bumc\b|"
    r"hospital|clinic|practice|institu|verzeker|gemeente|\bggd\b|zorggroep|maatschap|\bltd\b|\binc\b|poli\b"
)
EXAM_WORDS = r"bepaling|onderzoek|uitstrijk|screening|\bhpv\b|cytolog|glucose|cholesterol|hemoglobine|kreatinine|urine|serum|\bpcr\b|\bcrp\b|kweek|\btest\b|zelfafname|biopt"
EXAM_CODES = frozenset(
    """hpv cyt cyto pap bmhk bvo zas fit ifobt hb ht crp bse ldl hdl chol gluc glu krea kreat egfr gfr alat asat ggt tsh ft4 psa inr na k ca mg ferr fe vitb12 b12 vitd
    hba1c uri uric urine soa std chlam gono ctng hiv hbv hcv hsv lues kwe kweek pcr leuco leu ery mcv trombo albu alb bili ck ldh amyl ijzer trigl pat klch hem mic ser""".split()
)
"""Short codes under which laboratories in the Netherlands list what they do."""
EXAM_NAMES = frozenset(
    """hemoglobine haemoglobine hemoglobin hematocriet hematocrit leukocyten leucocyten leukocytes leuko erytrocyten erythrocytes trombocyten thrombocyten platelets bezinking glucose nuchtereglucose
    cholesterol totaalcholesterol hdlcholesterol ldlcholesterol triglyceriden triglycerides kreatinine creatinine ureum urea urinezuur natrium sodium kalium potassium calcium magnesium fosfaat chloride ferritine ferritin
    transferrine foliumzuur vitamineb12 vitamined albumine albumin bilirubine bilirubin gammagt afalat asataf ntprobnp troponine amylase lipase prolactine testosteron oestradiol progesteron cortisol crphs hscrp
    chlamydia gonorroe gonorrhoea syfilis syphilis hepatitisb hepatitisc hbsag antihcv trichomonas hpv16 hpv18 hrhpv cytologie papuitslag fecaalhemoglobine fobt""".split()
)
"""Names of tests in full, as the headers of tables with a column to each test have them; no words for anything else."""
