"""A corpus in which every document has a language of its own."""

import asyncio

import pytest

from bot.service import Service
from tests.bot.articles import service_over

TEXTS = {
    "ar": ("بنى الملك القلعة الكبيرة فوق الجبل سنة 1340. يزورها كثير من الناس في الربيع.", "من بنى القلعة الكبيرة؟"),
    "de": (
        "Die Glocke der Kirche wurde 1712 in Erfurt gegossen. Sie läutet jeden Abend.",
        "Wo wurde die Glocke gegossen?",
    ),
    "en": ("The ferry to the island leaves at noon from the northern pier.", "When does the ferry leave?"),
    "es": (
        "La panadería de Lucía abrió en Sevilla hace veinte años y vende pan de centeno.",
        "¿Dónde abrió la panadería?",
    ),
    "fa": ("باغ قدیمی شهر در کنار رودخانه است و درختان انار دارد.", "باغ قدیمی کجا است؟"),
    "fr": ("Le moulin du village appartient à la famille Morel depuis trois siècles.", "À qui appartient le moulin ?"),
    "hi": ("गाँव का पुराना कुआँ राजा ने तीन सौ साल पहले बनवाया था।", "गाँव का कुआँ किसने बनवाया था?"),
    "id": ("Nelayan itu menjual ikan di pasar setiap pagi sebelum matahari terbit.", "Siapa menjual ikan di pasar?"),
    "it": ("Il ponte di legno attraversa il torrente e fu costruito dai pastori.", "Chi costruì il ponte di legno?"),
    "ja": ("図書館は駅の隣にあり、夜九時まで開いています。", "図書館はどこにありますか？"),
    "ko": ("할머니는 산 아래 작은 집에서 김치를 만드십니다.", "할머니는 어디에서 김치를 만드십니까?"),
    "nl": ("De schilder woont in een woonboot aan de gracht en verkoopt tekeningen.", "Waar woont de schilder?"),
    "pl": ("Zegarmistrz naprawił stary zegar na wieży ratusza w ciągu tygodnia.", "Kto naprawił zegar na wieży?"),
    "pt": ("O jardineiro plantou oliveiras no quintal da escola durante o inverno.", "O que plantou o jardineiro?"),
    "ru": ("Лесник нашёл в лесу раненого оленя и вылечил его за месяц.", "Кого нашел лесник в лесу?"),
    "th": ("ชาวนาปลูกข้าวหอมในทุ่งใกล้แม่น้ำทุกปี", "ใครปลูกข้าวหอมในทุ่ง"),
    "tr": (
        "Kasabanın hamamı on altıncı yüzyılda ünlü bir mimar tarafından yapıldı.",
        "Kasabanın hamamı ne zaman yapıldı?",
    ),
    "uk": ("Учителька посадила біля школи яблуні, які цвітуть у травні.", "Хто посадив яблуні біля школи?"),
    "vi": ("Người thợ gốm làm những chiếc bình màu xanh ở làng bên sông.", "Ai làm những chiếc bình màu xanh?"),
    "zh": ("木匠用松木做了一张长桌子，送给了学校。", "谁做了一张长桌子？"),
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """Answer questions about twenty documents, each in another language."""
    folder = tmp_path_factory.mktemp("twenty")
    return service_over(folder, {f"{code}.txt": f"{text}\n" for code, (text, _) in TEXTS.items()})


@pytest.mark.parametrize("code", TEXTS)
def test_a_question_finds_the_document_in_its_language_first(service: Service, code: str) -> None:
    answer = asyncio.run(service.ask(TEXTS[code][1]))
    assert answer.citations[0].document_id == f"{code}.txt"
    assert answer.languages_instead == ()
