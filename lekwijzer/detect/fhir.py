"""What the paths of FHIR resources hold, as the reader of JSON names them: `Observation.subject.reference`, `name[0].text`.

The standard (HL7 FHIR R4) fixes these names, so nothing needs guessing where one is met.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lekwijzer.model import Role

_PATHS: dict[str, Role | None] = {
    r"(?:subject|patient|beneficiary|for|individual|(?:participant\.)?actor)\.reference": Role.PERSON_REF,
    r"(?:subject|patient|beneficiary|for|individual|(?:participant\.)?actor)\.display": Role.NAME,
    r"(?:subject|patient|beneficiary|for|individual|(?:participant\.)?actor)\.identifier\.bsn": Role.BSN,
    r"(?:subject|patient|beneficiary|for|individual|(?:participant\.)?actor)\.identifier\..*": Role.PATIENT_NUMBER,
    r"(?:.*\.)?specimen\.(?:reference|identifier\..*)": Role.SPECIMEN_NUMBER,
    r"(?:.*\.)?(?:basedOn|request)\.(?:reference|identifier\..*)": Role.ORDER_NUMBER,
    r"(?:Specimen)\.id": Role.SPECIMEN_NUMBER,
    r"(?:ServiceRequest|DiagnosticOrder|ProcedureRequest|DiagnosticReport)\.id": Role.ORDER_NUMBER,
    r"(?:Observation|DiagnosticReport|ServiceRequest|DiagnosticOrder|ProcedureRequest|Procedure|Condition|ImagingStudy)\.(?:component\.|item\.)?code\..*": Role.EXAM_TYPE,
    r"(?:Observation|DiagnosticReport|Procedure)\.(?:effective\w*|issued|performed\w*)(?:\..*)?": Role.EXAM_DATE,
    r"(?:Specimen\.(?:receivedTime|collection\..*)|(?:ServiceRequest|ProcedureRequest)\.(?:authoredOn|occurrence\w*)(?:\..*)?)": Role.EXAM_DATE,
    r"Observation\.(?:component\.)?(?:value\w*|interpretation|dataAbsentReason)(?:\..*)?": Role.TEST_RESULT,
    r"(?:DiagnosticReport|Condition)\.(?:conclusion\w*|codedDiagnosis|presentedForm|text)(?:\..*)?": Role.TEST_RESULT,
    r"(?:.*\.)?(?:requester|orderer|generalPractitioner)\.(?:agent\.)?(?:display|reference|identifier\..*)": Role.REQUESTER,
    r"Coverage\.(?:payor\.(?:display|identifier\..*)|subscriberId|identifier\..*)": Role.INSURER,
}  # fmt: skip
"""The path behind the type of the resource, or with it where only there it means this."""
_RESOURCES = (
    "Observation|DiagnosticReport|ServiceRequest|DiagnosticOrder|ProcedureRequest|Specimen|Condition|Procedure|Encounter|Coverage|Task|MedicationRequest|Immunization|"
    "DocumentReference|Composition|QuestionnaireResponse|CarePlan|EpisodeOfCare|Flag|AllergyIntolerance|Consent|Communication|Appointment|RelatedPerson|ImagingStudy|"
    "MedicationStatement|MedicationDispense|MedicationAdministration|Claim|ExplanationOfBenefit|AppointmentResponse"
)
_RESOURCE = re.compile(rf"(?:^|.*\.)({_RESOURCES})\.(.+)$")
_NOTHING = re.compile(
    r"(?:^|.*\.)resourceType|(?:^|.*\.)(?:_\w+\.)?(?:extension|modifierExtension)(?:\.extension)*\.(?:url|value[A-Z]\w*)(?:\..*)?"
    rf"|(?:^|.*\.)(?:{_RESOURCES})\.(?:.*\.)?(?:referenceRange|performer|author|recorder|asserter|meta|note|category|serviceProvider|location|type|text|"
    r"container|processing|reasonCode|bodySite|method|priority|intent|status|class|serviceType)(?:\..+)?"
    rf"|(?:^|.*\.)(?:{_RESOURCES})\.(?:.*\.)?(?:specimen|basedOn|request|encounter)\.display"
)
"""What lies outside the standard, and normal values and those who signed, whose last words sound like a person's or a result's."""


@lru_cache(1)
def _patterns() -> list[tuple[re.Pattern[str], Role | None]]:
    return [(re.compile(path), role) for path, role in _PATHS.items()]


def _plain(header: str) -> str:
    return re.sub(r"\[\d+\]", "", header)


def is_nothing(header: str) -> bool:
    """Whether the standard says that nothing of a person need be here, whatever the words of the path sound like."""
    return _NOTHING.fullmatch(_plain(header)) is not None


def read(header: str) -> Role | None:
    """The role of a path in a resource other than the patient, None when the standard says nothing of use."""
    plain = _plain(header)
    if plain.rpartition(".")[2] == "localReference":
        return Role.PERSON_REF
    match = _RESOURCE.search(plain)
    if match is None:
        return None
    whole, path = f"{match[1]}.{match[2]}", match[2]
    return next((role for pattern, role in _patterns() if pattern.fullmatch(whole) or pattern.fullmatch(path)), None)
