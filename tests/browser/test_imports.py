"""A table uploaded in a browser: dropped, pasted, chosen without JavaScript; the choices by mouse and by keyboard."""

import base64

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from reports.actions import events
from reports.files.read.rows import AgreementRow, Doubt, Loose, Problem, ReadFile, ReadSection
from reports.imports import jobs
from reports.models import Event
from tests import factories
from tests.factories import make_import, make_row
from tests.reports.files.read.packages import EVENT, HEADINGS, word_file, word_table

from .conftest import PHONE, in_stress_without_javascript

A_DOCUMENT = word_file(word_table(HEADINGS, EVENT))
A_TABLE = (
    "<style>td { color: red }</style><table>"
    + "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>" for texts in (HEADINGS, EVENT))
    + "</table>"
)
DROP = """([zone, name, data, size]) => {
  const bytes = size ? new Uint8Array(size) : Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """([area, html, text]) => {
  const carried = new DataTransfer();
  if (html) carried.setData("text/html", html);
  carried.setData("text/plain", text);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def report(period, smolensk, smolensk_officer):
    return factories.make_submission(period, smolensk)


@pytest.fixture
def door(report):
    return reverse("report_import", args=[report.pk])


def drop(page, name="Отчёт.docx", data=A_DOCUMENT, size=0):
    zone = page.locator("[data-drop]").element_handle()
    page.evaluate(DROP, [zone, name, base64.b64encode(data).decode(), size])


def paste(page, html, text):
    area = page.get_by_label("Таблица, скопированная из Word, Excel или со страницы")
    page.evaluate(PASTE, [area.element_handle(), html, text])
    return area


def test_a_file_is_dropped_read_applied_and_taken_back(visitor, smolensk_officer, report, door):
    officer = visitor(smolensk_officer)
    page = officer.go(door)
    drop(page)
    expect(page.get_by_text("Выбран файл «Отчёт.docx», ")).to_be_visible()
    officer.judge_page()
    page.get_by_role("button", name="Прочитать файл").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Что внести из таблицы")
    expect(page.locator("[data-count=added]")).to_have_text("1")
    officer.judge_page()
    page.get_by_role("button", name="Внести отмеченное").click()
    expect(page.get_by_role("status").first).to_contain_text("Можно отменить")
    assert report.events.present().get().name == EVENT[1]
    officer.judge_page()
    page.get_by_role("button", name="Отменить", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Загрузка отменена")
    assert not report.events.present().exists()
    officer.judge_page()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(visitor, smolensk_officer, door):
    page = visitor(smolensk_officer).go(door)
    drop(page, "Огромная.docx", size=31 * 1024 * 1024)
    expect(page.get_by_text("помещается 30 МБ")).to_contain_text("«Огромная.docx»: 31 МБ")
    page.get_by_role("button", name="Прочитать файл").click()
    expect(page.get_by_text("Сначала выберите файл.")).to_be_visible()


def test_a_file_dropped_beside_the_zone_does_not_replace_the_page(visitor, smolensk_officer, door):
    page = visitor(smolensk_officer).go(door)
    prevented = page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["x"], "x.docx"));
          return !document.body.dispatchEvent(
            new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    assert prevented


def test_a_pasted_table_keeps_its_structure(visitor, smolensk_officer, door):
    """A line break inside a cell would break the plain text into two rows."""
    page = visitor(smolensk_officer).go(door)
    area = paste(page, A_TABLE, "\t".join(EVENT))
    expect(page.get_by_text("Вставлена таблица: 2 строки")).to_be_visible()
    expect(area).not_to_be_editable()
    assert "<style" not in page.locator("[name=html]").input_value()
    page.get_by_role("button", name="Прочитать вставленное").click()
    expect(page.locator("#row-0")).to_contain_text(EVENT[1])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Загрузить из Word или Excel")


def test_what_was_pasted_by_mistake_is_cleared(visitor, smolensk_officer, door):
    page = visitor(smolensk_officer).go(door)
    area = paste(page, A_TABLE, "\t".join(EVENT))
    page.get_by_role("button", name="Очистить и вставить заново").click()
    expect(area).to_be_focused()
    expect(area).to_have_value("")
    assert page.locator("[name=html]").input_value() == ""
    area.fill("без столбцов")
    expect(page.get_by_text("Столбцов не видно")).to_be_visible()
    area.fill("\t".join(EVENT))
    expect(page.get_by_text("Вставлен текст: 1 строка.")).to_be_visible()


def test_the_way_of_a_table_with_and_without_javascript(visitor, javascript, smolensk_officer, report, door):
    officer = visitor(smolensk_officer, javascript=javascript)
    page = officer.go(door)
    file = {"name": "Отчёт.docx", "mimeType": "application/octet-stream", "buffer": A_DOCUMENT}
    page.get_by_label("Файл с таблицей").set_input_files(file)
    page.get_by_role("button", name="Прочитать файл").click()
    page.get_by_role("button", name="Внести отмеченное").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Таблица загружена")
    page.get_by_role("link", name="К отчёту").click()
    expect(page.get_by_role("link", name=EVENT[1])).to_be_visible()


@in_stress_without_javascript
def test_a_refused_file_leads_to_its_field(visitor, javascript, smolensk_officer, door):
    officer = visitor(smolensk_officer, javascript=javascript)
    page = officer.go(door)
    file = {"name": "Отчёт.doc", "mimeType": "application/msword", "buffer": b"%PDF-1.4 nothing"}
    page.get_by_label("Файл с таблицей").set_input_files(file)
    page.get_by_role("button", name="Прочитать файл").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    expect(page.get_by_role("alert").first).to_contain_text("Это документ PDF")
    assert page.title().startswith("Ошибка: ")
    officer.judge_page()


@pytest.fixture
def everything(report, smolensk_officer):
    """An import with every kind of row at once."""
    same, changed, disputed, _ = (
        factories.make_event(report, name=name) for name in ("Прежняя", "Изменённая", "Спорная", "Убранная")
    )
    report.refresh_from_db()

    def marked(event, where, **texts):
        return make_row(event.name, where, "Город Смоленск", uid=str(event.uid), version=1, **texts)

    title = "Город Смоленск"
    rows = [
        make_row("Новая", "строка 2", title, total=180, agreements=(AgreementRow("Соглашение о дружбе"),)),
        make_row("Сомнительная", "строка 3", title, doubts=(Doubt("год не назван", "period"),), notes=("Код: 17",)),
        make_row("", "строка 4", title, period="5 декабря 2024 года"),
        marked(same, "строка 5"),
        marked(changed, "строка 6", place="г. Орша (Республика Беларусь)", participants="Всего 210 человек", total=210),
        marked(disputed, "строка 7", purpose="Слова из файла"),
        make_row("Прежняя", "строка 8", title, purpose="Почти прежняя"),
        make_row("Чужая", "строка 9", "Тридевятый район"),
    ]
    events.save_event(disputed, by=smolensk_officer, values={"purpose": "Слова отчёта"}, base_version=1)
    read = ReadFile(
        rows=rows,
        sections=[ReadSection(title, "строка 1", report.pk, report.version)],
        loose=[Loose("Исп. Белова", "после таблицы")],
        problems=[Problem("warning", "Лишний столбец «Код»")],
    )
    return make_import(report.period, report.municipality, by=smolensk_officer, read=read)


def test_the_preview_of_everything_is_accessible_and_fits(visitor, smolensk_officer, everything):
    officer = visitor(smolensk_officer)
    page = officer.go(reverse("import", args=[everything.uid]))
    for words in ("Без изменений", "В файле этих строк больше нет", "Вне таблицы", "менялось и в отчёте"):
        expect(page.get_by_text(words).first).to_be_visible()
    officer.judge_page()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Внести отмеченное")).to_be_hidden()
    expect(page.locator("#row-0")).to_be_visible()


def test_the_counts_follow_the_ticks_by_keyboard(visitor, smolensk_officer, everything):
    page = visitor(smolensk_officer).go(reverse("import", args=[everything.uid]))
    count = {name: page.locator(f"[data-count={name}]") for name in ("added", "changed", "deleted", "left")}

    def expect_counts(**wanted):
        for name, number in wanted.items():
            expect(count[name]).to_have_text(str(number))

    before = {name: int(one.text_content()) for name, one in count.items()}
    doubtful = page.locator("#row-1").get_by_label("Внести, исправлю потом")
    doubtful.focus()
    page.keyboard.press("Space")
    expect_counts(added=before["added"] + 1, left=before["left"] - 1)
    page.locator("#row-2").get_by_label("Наименование").fill("Вечер памяти")
    expect(page.locator("#row-2").get_by_label("Внести, исправлю потом")).to_be_checked()
    expect_counts(added=before["added"] + 2, left=before["left"] - 2)
    page.get_by_label("Удалить: Убранная").check()
    expect_counts(deleted=1)
    page.locator("#row-2").get_by_label("Наименование").press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator("#row-2").get_by_label("Внести, исправлю потом")).not_to_be_checked()
    page.get_by_role("button", name="Внести отмеченное").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Таблица загружена")
    names = set(Event.objects.present().values_list("name", flat=True))
    assert {"Новая", "Сомнительная"} <= names
    assert "Убранная" not in names


@in_stress_without_javascript
def test_a_name_that_is_missing_is_asked_for_in_its_row(visitor, javascript, smolensk_officer, everything):
    officer = visitor(smolensk_officer, javascript=javascript)
    page = officer.go(reverse("import", args=[everything.uid]))
    page.locator("#row-2").get_by_label("Внести, исправлю потом").check()
    page.get_by_role("button", name="Внести отмеченное").click()
    expect(page.get_by_role("alert").first).to_be_focused()
    page.get_by_role("alert").get_by_role("link").press("Enter")
    expect(page.locator("#id_name-2")).to_be_focused()
    officer.judge_page()


def test_the_progress_page_follows_the_work_and_ends_with_the_preview(
    visitor, smolensk_officer, report, monkeypatch, everything
):
    monkeypatch.setattr(jobs, "restart_if_dead", lambda job: None)
    job = make_import(report.period, report.municipality, by=smolensk_officer, state="reading", done=10, total=50)
    officer = visitor(smolensk_officer)
    page = officer.go(reverse("import", args=[job.uid]))
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "10")
    officer.judge_page()
    type(job).objects.filter(pk=job.pk).update(done=30)
    expect(page.get_by_text("Прочитано 30 строк из 50.")).to_be_visible()
    type(job).objects.filter(pk=job.pk).update(state="ready", content=everything.content)
    expect(page.get_by_role("heading", level=1)).to_have_text("Что внести из таблицы")


def test_on_a_phone_a_row_is_a_block_with_labels(visitor, smolensk_officer, everything):
    page = visitor(smolensk_officer, viewport=PHONE).go(reverse("import", args=[everything.uid]))
    label = page.evaluate(
        "getComputedStyle(document.querySelector('#row-0 td[data-label]'), '::before').getPropertyValue('content')"
    )
    assert label == '"Наименование мероприятия"'
    expect(page.locator("#row-0").get_by_label("Внести")).to_be_visible()
