"""What the paths of FHIR resources hold, as the reader of JSON names them: `Observation.subject.reference`, `name[0].text`.

The standard (HL7 FHIR R4) fixes these names, so nothing needs guessing where one is met.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lekwijzer.model import Role

_PATHS: dict[str, Role | None] = {
    r"(?:subject|patient|beneficiary|for|individual)\.reference": Role.PERSON_REF,
    r"(?:subject|patient|beneficiary|individual)\.display": Role.NAME,
    r"(?:.*\.)?specimen\.reference": Role.SPECIMEN_NUMBER,
    r"(?:.*\.)?(?:basedOn|request)\.reference": Role.ORDER_NUMBER,
    r"(?:Specimen)\.id": Role.SPECIMEN_NUMBER,
    r"(?:ServiceRequest|DiagnosticReport)\.id": Role.ORDER_NUMBER,
    r"(?:Observation|DiagnosticReport|ServiceRequest|Procedure|Condition)\.code\..*": Role.EXAM_TYPE,
    r"(?:Observation|DiagnosticReport|Procedure)\.(?:effective\w*|issued|performed\w*)(?:\..*)?": Role.EXAM_DATE,
    r"(?:Specimen\.(?:receivedTime|collection\..*)|ServiceRequest\.(?:authoredOn|occurrence\w*))": Role.EXAM_DATE,
    r"Observation\.(?:component\.)?(?:value\w*|interpretation|dataAbsentReason)(?:\..*)?": Role.TEST_RESULT,
    r"(?:DiagnosticReport|Condition)\.(?:conclusion\w*|presentedForm|text)(?:\..*)?": Role.TEST_RESULT,
    r"(?:.*\.)?(?:requester|performer|generalPractitioner|author|recorder|asserter)\.(?:display|reference)": Role.REQUESTER,
    r"Coverage\.(?:payor\.display|subscriberId|identifier\..*)": Role.INSURER,
}  # fmt: skip
"""The path behind the type of the resource, or with it where only there it means this."""
_RESOURCES = (
    "Observation|DiagnosticReport|ServiceRequest|Specimen|Condition|Procedure|Encounter|Coverage|Task|MedicationRequest|Immunization|DocumentReference|"
    "Composition|QuestionnaireResponse|CarePlan|EpisodeOfCare|Flag|AllergyIntolerance|Consent|Communication|Appointment|RelatedPerson"
)
_RESOURCE = re.compile(rf"(?:^|\.)({_RESOURCES})\.(.+)$")


@lru_cache(1)
def _patterns() -> list[tuple[re.Pattern[str], Role | None]]:
    return [(re.compile(path), role) for path, role in _PATHS.items()]


def read(header: str) -> Role | None:
    """The role of a path in a resource other than the patient, None when the standard says nothing of use."""
    match = _RESOURCE.search(re.sub(r"\[\d+\]", "", header))
    if match is None:
        return None
    whole, path = f"{match[1]}.{match[2]}", match[2]
    return next((role for pattern, role in _patterns() if pattern.fullmatch(whole) or pattern.fullmatch(path)), None)
