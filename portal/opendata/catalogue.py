"""All datasets, in the order of the page; and under what terms they are."""

from typing import NamedTuple

from common.datasets import Dataset
from portal.opendata import bodies, events, figures, work

LICENCE = "公共データ利用規約（第1.0版）（PDL1.0）"
LICENCE_URL = "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"


class Section(NamedTuple):
    title: str
    datasets: tuple[Dataset, ...]


SECTIONS = (
    Section("自治体と協定", (bodies.BODIES, bodies.PARTNERSHIPS, bodies.AGREEMENTS, bodies.INITIATIVES)),
    Section("連携事業", (work.PROJECTS, work.PARTIES, work.YEARS, work.CATEGORIES)),
    Section("催し", (events.EVENTS, events.COHOSTS, events.STANDARD_EVENTS)),
    Section("統計とアンケート", (figures.FIGURES, figures.PUBLISHED_FIGURES, figures.SURVEYS)),
)
DATASETS = {dataset.key: dataset for section in SECTIONS for dataset in section.datasets}
