import datetime as dt

import pytest

from tests.factories import PartnershipFactory, ProjectFactory, ProjectPartyFactory, ProjectYearFactory
from tests.surveys.returns.filling import last_august, opened, return_of

YEAR = last_august()


@pytest.fixture
def tie(arakawa, nishiwaga):
    return PartnershipFactory(
        ward=arakawa, partner=nishiwaga, kind="exchange", started_on=dt.date(2012, 5, 20), evidence="協定書"
    )


@pytest.fixture
def project(arakawa, nishiwaga):
    project = ProjectFactory(title="雪の活用")
    ProjectPartyFactory(project=project, body=arakawa, role="lead")
    ProjectPartyFactory(project=project, body=nishiwaga)
    ProjectYearFactory(project=project, fiscal_year=YEAR - 1)
    return project


@pytest.fixture
def campaign(tie, project, secretariat, secretariat_office, arakawa_office):
    return opened(secretariat, YEAR)


@pytest.fixture
def found(campaign, arakawa):
    return return_of(campaign, arakawa)


@pytest.fixture
def tie_line(found):
    line = found.partnershiplines.get()
    line.yearly_return = found
    return line


@pytest.fixture
def project_line(found):
    line = found.projectlines.get()
    line.yearly_return = found
    return line


@pytest.fixture
def ward(sign_in, arakawa_staff, campaign):
    return sign_in(arakawa_staff)


@pytest.fixture
def office(sign_in, secretariat, campaign):
    return sign_in(secretariat)
