"""What is done about returns as days go by: wards that owe one are reminded, each stage once."""

from django.db import transaction

from common.dates import today
from surveys.models import YearlyReturn
from surveys.returns import telling

#: Stage of a reminder → so many days after the return was due, and in words.
STAGES = {
    "soon": (-7, "提出期限が近づいています"),
    "due": (1, "提出期限を過ぎています"),
    "again": (14, "提出期限を過ぎたままです"),
}


def remind_wards() -> int:
    """Remind the wards whose return is with them; how many of them are in a stage. What has been sent is not sent
    again (its key), unless the campaign was given another day."""
    reminded = 0
    for one in YearlyReturn.objects.owed().select_related("campaign", "ward"):
        late = (today() - one.campaign.due_on).days
        stage = next((name for name, (days, _) in reversed(STAGES.items()) if late >= days), "")
        if stage:
            with transaction.atomic():
                telling.reminder(one, stage, STAGES[stage][1])
            reminded += 1
    return reminded
