/* A row of a Word or Excel table or a press note that is pasted into a field of the event's form, or a file that is
   dropped on it: the server reads it as it reads an uploaded table, and the person is asked whether to lay it out. Without this file the
   words stay where they were pasted. */
(function begin() {
  "use strict";
  const form = document.getElementById("event-form");
  if (!form || !form.dataset.layOut) return;
  document.addEventListener("another-form", begin, { once: true }); // next-form.js puts it in the place of this one
  const CONTROLS = "input:not([type=hidden]), textarea, select";
  const MOST_SHOWN = 160;
  // A letter that names its facts line by line.
  const FACTS = /^\s*(наименование|название|мероприятие|место|срок|дата|период|цел|содержание|результат|участник|кто)[^:\n]{0,60}:/gim;
  // Prose that may tell of a whole event, as long as the form does not know most of this.
  const LONG = 120;
  const KNOWN = ["name", "place_text", "period_text"];
  const mayBeNote = (text) => text.trim().length >= LONG &&
    KNOWN.filter((name) => !form.elements[name].value.trim()).length > 1;
  let question = null;

  const make = (tag, words, className) => {
    const element = document.createElement(tag);
    if (words) element.textContent = words;
    if (className) element.className = className;
    return element;
  };
  const button = (words, className, action) => {
    const one = make("button", words, className);
    one.type = "button";
    one.addEventListener("click", action);
    return one;
  };
  const inShort = (text) => (text.length > MOST_SHOWN ? text.slice(0, MOST_SHOWN) + "…" : text);
  const tellForm = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  /* Everything that the form holds, to be put back. */
  function remember() {
    const held = Array.from(form.querySelectorAll(CONTROLS)).map((one) => [one, one.value, one.checked]);
    const totals = Array.from(form.querySelectorAll('[name$="-TOTAL_FORMS"]')).map((one) => [one, one.value]);
    return () => {
      const known = new Set(held.map(([one]) => one));
      form.querySelectorAll(CONTROLS).forEach((one) => {
        if (known.has(one)) return;
        const added = one.closest("[data-row], .check");
        if (added) added.remove();
      });
      held.forEach(([one, value, checked]) => { one.value = value; one.checked = checked; });
      totals.forEach(([one, value]) => { one.value = value; });
      tellForm();
    };
  }

  function close(focusOn) {
    if (question) question.remove();
    question = null;
    if (focusOn) focusOn.focus();
  }
  function open(words, near) {
    close();
    question = make("section", "", "notice notice-stamp mb-4 lay-out");
    const told = make("p", words, "mb-2");
    told.setAttribute("role", "status");
    question.append(told);
    question.addEventListener("keydown", (event) => { if (event.key === "Escape") close(near); });
    (near.closest("[data-field]") || near).after(question);
    return question;
  }

  /* near: the field; before: its words before the paste. */
  function ask(found, near, before) {
    const box = open(found.question, near);
    if (found.rows !== 1) {
      if (found.address) {
        const link = make("a", "Загрузить таблицу");
        link.href = found.address;
        box.append(link);
      }
      box.append(button("Понятно", "btn btn-quiet", () => close(near)));
      return;
    }
    const list = make("dl", "", "lay-out-list");
    const choices = found.fields.map((field) => {
      const control = form.elements[field.name];
      const now = control === near ? before : control.value;
      const isFilled = now.trim() && now.trim() !== field.value;
      const isAsked = isFilled || found.is_note;
      const name = make("dt", isAsked ? "" : field.label);
      const shown = make("dd", inShort(field.value));
      let over = null;
      if (isAsked) {
        over = Object.assign(document.createElement("input"), { type: "checkbox", checked: !isFilled && !field.is_guess });
        const label = make("label", "", "check");
        label.append(over, make("span", field.label + (field.is_guess ? ": догадка, проверьте" : "") + (isFilled ? ": заменить" : "")));
        name.append(label);
      }
      if (isFilled) shown.append(make("span", "Сейчас в поле: «" + inShort(now) + "»", "hint"));
      if (field.words && field.words !== field.value) shown.append(make("span", "По словам: «" + inShort(field.words) + "»", "hint"));
      list.append(name, shown);
      return { field, control, over };
    });
    box.append(list);
    if (found.words.length) {
      const words = make("ul", "", "plain-list");
      found.words.forEach((line) => words.append(make("li", line)));
      box.append(words);
    }
    /* The focus stays where the person writes: the next Tab is here. */
    const yes = button("Разложить по полям", "btn btn-primary", () => lay(found, choices, near, before));
    const bar = make("div", "", "btn-row mt-3");
    bar.append(yes, button("Не надо", "btn btn-quiet", () => close(near)));
    box.append(bar);
  }

  function lay(found, choices, near, before) {
    const putBack = remember();
    // What was pasted for this very field, and is not taken, stays.
    const isLeft = found.is_note && near.name === "purpose" && choices.some(({ control, over }) => control === near && !over.checked);
    if (!isLeft) near.value = before;
    choices.forEach(({ field, control, over }) => {
      if (over && !over.checked) return;
      control.value = field.value;
      if (control.closest("details")) control.closest("details").open = true;
    });
    form.dispatchEvent(new CustomEvent("take-all", { detail: found }));
    tellForm();
    const left = choices.filter(({ over }) => over && !over.checked).map(({ field }) => field.label);
    const done = open("Разложено по полям." + (left.length ? " Осталось как было: " + left.join(", ") + "." : ""), near);
    const undo = button("Отменить", "btn btn-secondary", () => { putBack(); close(near); });
    const bar = make("div", "", "btn-row");
    bar.append(undo, button("Понятно", "btn btn-quiet", () => close(near)));
    done.append(bar);
    near.focus();
  }

  function token() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.querySelector('[name="csrfmiddlewaretoken"]').value;
  }
  async function send(pairs, near, before, isFile, tries) {
    const body = new FormData();
    pairs.forEach(([name, value]) => body.append(name, value));
    body.append("csrfmiddlewaretoken", token());
    try {
      const answer = await fetch(form.dataset.layOut, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 204 && tries) { setTimeout(send, 1000, pairs, near, before, isFile, tries - 1); return; }
      if (!answer.ok || answer.redirected || answer.status === 204) throw new Error("not read");
      const found = await answer.json();
      if (found.rows || isFile) ask(found, near, before);
    } catch (noLink) {
      if (isFile) ask({ rows: 0, question: "Файл прочитать не удалось: нет связи или он слишком велик." }, near, before);
    }
  }

  form.addEventListener("paste", (event) => {
    const near = event.target;
    if (near.form !== form || !near.matches("input, textarea") || !event.clipboardData) return;
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    const facts = text.match(FACTS) || [];
    if (!/<table/i.test(html) && !text.trim().includes("\t") && facts.length < 3 && !mayBeNote(text)) return;
    send([["html", html], ["text", text]], near, near.value, false, 5);
  });
  form.addEventListener("dragover", (event) => {
    if (Array.from(event.dataTransfer.types).includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const [file] = event.dataTransfer.files;
    if (!file) return;
    event.preventDefault();
    const near = form.elements.name;
    send([["file", file]], near, near.value, true, 5);
  });
})();
