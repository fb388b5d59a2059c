from django.db import migrations

from common.db import RaiseVersion

#: Every table that a public page reads: those of 0002 anew, because SQLite rebuilt some, and what came since.
TABLES = [
    "municipalities_namevariant",
    "municipalities_localgovernment",
    "municipalities_boundarychange_predecessors",
    "municipalities_boundarychange_successors",
    "municipalities_boundarychange",
    "municipalities_association",
    "municipalities_associationexception",
    "municipalities_source",
    "municipalities_company",
    "municipalities_agreement",
    "municipalities_initiative",
    "municipalities_facility",
    "municipalities_membership",
    "municipalities_office",
    "municipalities_partnership",
    "municipalities_partnerlist",
    "municipalities_partnerlistentry",
    "projects_issuecategory",
    "projects_disastersupport_wards",
    "projects_disastersupport",
    "projects_projectparty",
    "projects_projectyear",
    "projects_project_categories",
    "projects_project",
    "projects_event_co_hosts",
    "projects_event",
    "projects_planitem",
    "projects_plancell",
    "bulletin_publication",
    "bulletin_policyreference",
    "surveys_survey",
    "surveys_surveyopinion",
    "portal_figure",
    "projects_projectphoto",
    "projects_projectfile",
    "bulletin_publicationfile",
    "bulletin_topic",
    "bulletin_topicphoto",
    "bulletin_notice",
]


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_content_version"),
        ("municipalities", "0002_search"),
        ("projects", "0002_publishing_and_search"),
        ("bulletin", "0002_topics_notices_and_search"),
        ("surveys", "0002_search"),
    ]

    operations = [RaiseVersion("portal_contentversion", TABLES)]
