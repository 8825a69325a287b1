/* Remarks are written in the margin, beside the words, and saved without leaving the sheet. Selecting words with the mouse
   opens a note about them; the links «Замечание» and «Исправить» open one too. What a note sends is what the page of the
   remark would send, to the same address, and the row is drawn anew from the answer. Without this file the links lead to
   those pages. */
(function () {
  "use strict";

  const table = document.querySelector("[data-remark-columns]");
  const columns = table ? table.dataset.remarkColumns.split(" ") : [];
  const ROW = "[data-remark-row]";
  const PATIENCE = 15000;
  let count = 0; /* of notes opened, for ids of their own */

  /* ---- which words are selected ---- */
  function ofField(node) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    return element.closest("[data-remark-row] td:not(.note), [data-remark-field]");
  }

  function fieldOf(cell) {
    return cell.dataset.remarkField || columns[cell.cellIndex - 1];
  }

  /* The text of a piece of a cell as the report has it: without what was deleted or is only read aloud. */
  function textOf(range) {
    var part = document.createElement("div");
    part.append(range.cloneContents());
    part.querySelectorAll("del, .visually-hidden, .no-print").forEach(function (element) {
      element.remove();
    });
    part.querySelectorAll("br, p").forEach(function (element) {
      element.before(" ");
    });
    return part.textContent;
  }

  function rangeOf(cell) {
    var range = document.createRange();
    range.selectNodeContents(cell);
    return range;
  }

  /* How often the text contains the quote, counted as in reports/prose/quotes.py. */
  function countIn(text, quote) {
    var middle = quote.split(" ").map(function (word) {
      return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    });
    var sign = /[\p{L}\p{N}_]/u;
    var head = sign.test(quote[0]) ? "(?<![\\p{L}\\p{N}_])" : "";
    var tail = sign.test(quote[quote.length - 1]) ? "(?![\\p{L}\\p{N}_])" : "";
    return (text.match(new RegExp(head + middle.join("\\s+") + tail, "gu")) || []).length;
  }

  /* The whole words that the selection touches, and which of their occurrences it is. */
  function quoteOf(cell, selected) {
    var before = document.createRange();
    before.setStart(cell, 0);
    before.setEnd(selected.startContainer, selected.startOffset);
    var whole = textOf(rangeOf(cell));
    var start = textOf(before).length;
    var end = start + textOf(selected).length;
    while (start < end && /\s/.test(whole[start])) {
      start += 1;
    }
    while (end > start && /\s/.test(whole[end - 1])) {
      end -= 1;
    }
    if (start >= end) {
      return null;
    }
    while (start > 0 && !/\s/.test(whole[start - 1])) {
      start -= 1;
    }
    while (end < whole.length && !/\s/.test(whole[end])) {
      end += 1;
    }
    var trimmed = whole.slice(start, end).replace(/[.,;:]+$/, "");
    var words = trimmed.split(/\s+/).join(" ");
    return words && { words: words, number: Math.max(1, countIn(whole.slice(0, start) + trimmed, words)) };
  }

  /* {cell, field, words, number, range} of the selection, or null. */
  function selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    let range = selection.getRangeAt(0);
    const cell = ofField(range.startContainer);
    if (!cell || !fieldOf(cell)) return null;
    if (!cell.contains(range.endContainer)) {
      range = range.cloneRange(); /* a triple click ends in the next cell */
      range.setEnd(cell, cell.childNodes.length);
    }
    const quote = quoteOf(cell, range);
    return quote && Object.assign(quote, { cell, field: fieldOf(cell), range });
  }

  /* ---- a note ---- */
  const rowOf = (element) => element.closest(ROW);
  const textOfNote = (form) => form.elements.text;
  const isEmpty = (form) => textOfNote(form).value.trim() === textOfNote(form).defaultValue.trim();
  const notes = () => Array.from(document.querySelectorAll(".margin-note"));
  const linkOf = new WeakMap(); /* note → the link that opened it */

  function draw(kind) {
    const form = document.querySelector('[data-note="' + kind + '"]').content.firstElementChild.cloneNode(true);
    const end = "_note" + (count += 1);
    form.querySelectorAll("[id], [for], [aria-describedby]").forEach((element) => {
      if (element.id) element.id += end;
      if (element.htmlFor) element.htmlFor += end;
      const said = element.getAttribute("aria-describedby");
      if (said) element.setAttribute("aria-describedby", said.split(" ").map((id) => id + end).join(" "));
    });
    return form;
  }

  /* The address of a link, without the part of the page to which a key leads, and with the view that is open. */
  function addressOf(link) {
    const address = new URL(link.href);
    address.hash = "";
    const view = new URLSearchParams(location.search).get("view");
    if (view) address.searchParams.set("view", view);
    return address;
  }
  /* The address says under which key the text lies on the computer, with the words that it is about: the page of the
     remark has the same one. */
  function keepUnder(form) {
    const address = addressOf(linkOf.get(form));
    if (form.elements.quote && form.elements.quote.value) {
      for (const [name, control] of [["field", "field"], ["quote", "quote"], ["number", "quote_number"]]) {
        address.searchParams.set(name, form.elements[control].value);
      }
    }
    const key = address.pathname + address.search;
    if (form.dataset.keep === key) return;
    const isKnown = form.dataset.keep;
    if (isKnown) form.dispatchEvent(new CustomEvent("note-done", { bubbles: true }));
    form.dataset.keep = key;
    if (isKnown) textOfNote(form).dispatchEvent(new Event("input", { bubbles: true }));
  }

  function open(link, quote, isQuiet) {
    const isNew = link.matches("[data-remark-add]");
    const there = notes().find((form) => linkOf.get(form) === link);
    const form = there || draw(isNew ? "add" : "correct");
    const address = addressOf(link);
    form.action = address.pathname + address.search;
    linkOf.set(form, link);
    if (isNew && form.elements.field && !address.searchParams.has("event")) form.querySelector("[data-note-place]").remove();
    if (quote) setQuote(form, quote);
    if (!there) {
      if (!isNew) textOfNote(form).value = textOfNote(form).defaultValue = link.dataset.words;
      keepUnder(form);
      form.setAttribute("aria-label", link.getAttribute("aria-label") || link.textContent.trim());
      place(form, link, quote);
      listen(form);
      form.dispatchEvent(new CustomEvent("note-opened", { bubbles: true }));
    }
    if (isQuiet) return;
    textOfNote(form).focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  /* Beside the words where there is a place of its own for remarks to them; else at the end of the margin. */
  function place(form, link, quote) {
    const beside = quote && quote.cell && quote.cell.closest(".second-block");
    const acts = link.closest(".note-acts, .review-links");
    if (beside) beside.querySelector(".second-notes").append(form);
    else if (link.matches("[data-remark-correct]")) link.closest(".remark").append(form);
    else if (acts.matches(".review-links")) acts.after(form);
    else acts.before(form);
  }

  function setQuote(form, quote) {
    form.elements.quote.value = quote ? quote.words : "";
    form.elements.quote_number.value = quote ? quote.number : 1;
    if (quote) form.elements.field.value = quote.field;
    form.querySelector("[data-note-quoted]").hidden = !quote;
    form.querySelector("[data-note-column]").hidden = Boolean(quote);
    form.querySelector("[data-note-words]").textContent = quote ? quote.words : "";
    if (window.Highlight && CSS.highlights) {
      CSS.highlights.delete("marked-words");
      if (quote && quote.range) CSS.highlights.set("marked-words", new Highlight(quote.range.cloneRange()));
    }
    if (form.isConnected) keepUnder(form);
  }

  function close(form) {
    form.dispatchEvent(new CustomEvent("note-done", { bubbles: true }));
    if (window.Highlight && CSS.highlights) CSS.highlights.delete("marked-words");
    form.remove();
  }

  /* ---- sending ---- */
  function token(form) {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    return cookie ? cookie[1] : form.elements.csrfmiddlewaretoken.value;
  }

  function tell(form, words, isSignedOut) {
    const box = form.querySelector("[data-note-wrong]");
    box.hidden = !words;
    box.querySelector("[data-note-why]").textContent = words;
    box.querySelector("[data-note-sign-in]").hidden = !isSignedOut;
  }

  const NO_LINK = "Нет связи с сервером. Ваш текст цел на этом компьютере: отправим, когда появится связь.";
  const SIGNED_OUT = "Вход закончился. Ваш текст цел на этом компьютере: войдите, и он будет отправлен.";
  const NOT_SAVED = "Сервер не принял замечание. Ваш текст цел на этом компьютере: повторите через минуту.";

  async function send(form) {
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    delete form.dataset.waits;
    tell(form, "");
    const body = new FormData(form);
    body.set("csrfmiddlewaretoken", token(form));
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const headers = { "X-Requested-With": "fetch" };
      const answer = await fetch(form.action, { method: "POST", body, headers, signal: patience.signal });
      await heard(form, answer);
    } catch (noLink) {
      form.dataset.waits = "1";
      tell(form, NO_LINK);
    }
    clearTimeout(limit);
    delete form.dataset.busy;
  }
  window.addEventListener("online", () => notes().filter((form) => form.dataset.waits).forEach(send));

  async function heard(form, answer) {
    if (answer.status === 401) return tell(form, SIGNED_OUT, true);
    const words = await answer.text();
    if ((answer.headers.get("Content-Type") || "").includes("json")) {
      const said = JSON.parse(words);
      return tell(form, said.error || SIGNED_OUT, !said.error);
    }
    const page = new DOMParser().parseFromString(words, "text/html");
    if (answer.ok && answer.redirected && page.querySelector("[data-decision-said]")) return saved(form, page);
    return tell(form, wrongIn(page) || NOT_SAVED);
  }

  /* What the page that answered calls wrong: at the fields of a form, or as reasons of a refusal. */
  function wrongIn(page) {
    const errors = Array.from(page.querySelectorAll(".field-bad .msg-bad span, form .msg-bad span"), (one) => one.textContent);
    const reasons = Array.from(page.querySelectorAll('[role="alert"] li'), (one) => one.textContent.trim());
    const all = errors.length ? errors : reasons.filter((reason) => !reason.startsWith("Вы написали"));
    return Array.from(new Set(all.map((one) => one.replace(/^Ошибка: /, "").trim()))).join(" ");
  }

  /* Draw anew what the remark has changed: its row, or the remarks on the whole report, and the count at the decision. */
  function saved(form, page) {
    const row = rowOf(form);
    const whole = document.querySelector("[data-margin-whole]");
    const isHere = form.contains(document.activeElement) || document.activeElement === document.body;
    const old = row || (whole.contains(form) || form.matches(".review-links + .margin-note") ? whole : null);
    close(form);
    const anchor = row && row.id.replace(/^new-/, "");
    /* A row that nobody had asked about has come among those asked about: only the page knows where. */
    const isMoved = anchor && !document.getElementById(anchor) && page.getElementById(anchor);
    const fresh = row ? page.getElementById(row.id) : page.querySelector("[data-margin-whole]");
    if (!old || !fresh || isMoved) {
      location.hash = anchor || "whole";
      location.reload();
      return;
    }
    const others = Array.from(old.querySelectorAll(".margin-note"));
    const drawn = document.importNode(fresh, true);
    old.replaceWith(drawn);
    others.forEach((note) => {
      const link = linkFor(linkOf.get(note).href, drawn);
      if (link) { linkOf.set(note, link); place(note, link); }
    });
    document.querySelector("[data-decision-said]").replaceWith(document.importNode(page.querySelector("[data-decision-said]"), true));
    freshReturn(page);
    const focused = row ? drawn : drawn.firstElementChild;
    if (isHere && focused) {
      focused.tabIndex = -1;
      focused.focus({ preventScroll: true });
    }
    document.querySelector("[data-margin-said]").textContent = "Замечание сохранено.";
  }

  function listen(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.leaves) return; /* the usual way, by the sign-in page, which keeps what was typed */
      event.preventDefault();
      event.stopImmediatePropagation();
      send(form);
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      } else if (event.key === "Escape") {
        leave(form);
      }
    });
    /* The words are still what a person has selected: they can be copied, although the note has the cursor. */
    textOfNote(form).addEventListener("copy", (event) => {
      const field = event.target;
      if (field.selectionStart !== field.selectionEnd || !form.elements.quote || !form.elements.quote.value) return;
      event.clipboardData.setData("text/plain", form.elements.quote.value);
      event.preventDefault();
    });
    form.querySelector("[data-note-discard]").addEventListener("click", () => discard(form));
    form.querySelector("[data-note-sign-in]").addEventListener("click", () => {
      form.dataset.leaves = "1";
      form.requestSubmit();
    });
    const unquote = form.querySelector("[data-note-unquote]");
    if (unquote) unquote.addEventListener("click", () => { setQuote(form, null); textOfNote(form).focus(); });
    const field = form.elements.field;
    if (field) field.addEventListener("change", () => setQuote(form, null));
  }

  /* Away from the note; a text that somebody has begun stays in sight. */
  function leave(form) {
    const back = rowOf(form) || linkOf.get(form);
    if (isEmpty(form)) close(form);
    if (back.matches(ROW)) back.tabIndex = -1;
    back.focus({ preventScroll: true });
  }

  /* A text that was thrown away can be brought back as long as the page is open. */
  function discard(form) {
    const isNothing = isEmpty(form);
    const next = document.createElement("p");
    next.className = "small";
    next.tabIndex = -1;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "linkish";
    back.textContent = "Вернуть текст";
    back.addEventListener("click", () => {
      next.replaceWith(form);
      textOfNote(form).dispatchEvent(new Event("input", { bubbles: true }));
      textOfNote(form).focus();
    });
    next.append("Замечание отброшено. ", back);
    if (isNothing) return leave(form);
    form.after(next);
    close(form);
    next.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-remark-add], [data-remark-correct]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!link || !isPlain) return;
    event.preventDefault();
    const quote = link.matches("[data-remark-add]") && selected();
    open(link, quote && rowOf(quote.cell) === rowOf(link) ? quote : null);
  });

  /* Pressing the link must not take the selection away before it is followed. */
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-remark-add]") && selected()) event.preventDefault();
  });

  /* Words marked with the mouse. A finger that selects wants its handles: there the link says that it has the words. */
  document.addEventListener("pointerup", (event) => {
    if (event.pointerType !== "mouse" || event.button || !event.target.closest(ROW)) return;
    if (event.target.closest(".margin-note, a, button")) return;
    setTimeout(() => {
      const quote = selected();
      const link = quote && rowOf(quote.cell).querySelector("[data-remark-add]");
      notes().filter((form) => linkOf.get(form) !== link && isEmpty(form)).forEach((form) => close(form));
      if (link) open(link, quote);
    });
  });
  let said = null; /* the words of the link that says so */
  document.addEventListener("selectionchange", () => {
    if (said) said.textContent = "Замечание";
    const quote = selected();
    const link = quote && rowOf(quote.cell).querySelector("[data-remark-add]");
    said = link && link.querySelector("span");
    if (said) said.textContent = "Замечание к выделенным словам";
  });

  /* ---- the return, on the sheet ---- */
  const panel = () => document.querySelector("[data-return-panel]");
  function freshReturn(page) {
    const fresh = page.querySelector("[data-return-panel]");
    if (panel() && fresh && panel().hidden) panel().querySelector("[data-return-said]").replaceWith(
      document.importNode(fresh.querySelector("[data-return-said]"), true));
  }
  const toReturn = document.querySelector("[data-return]");
  if (toReturn && panel()) {
    toReturn.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      panel().hidden = false;
      panel().scrollIntoView({ block: "nearest" });
      panel().elements.note.focus();
    });
    panel().querySelector("[data-return-close]").addEventListener("click", () => {
      panel().hidden = true;
      toReturn.focus();
    });
    if (panel().elements.note.value) panel().hidden = false; /* a text that was not sent */
  }

  /* Nobody decides past a remark that is begun and not added. */
  document.addEventListener("submit", (event) => {
    const begun = event.target.closest(".decision") && notes().find((form) => !isEmpty(form));
    if (!begun) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(begun, "Это замечание ещё не добавлено: добавьте его или нажмите «Не нужно», а потом решайте.");
    textOfNote(begun).focus();
    begun.scrollIntoView({ block: "nearest" });
  }, true);

  /* The link of this part of the page that opens the note of an address. */
  function linkFor(address, part) {
    const wanted = new URL(address, location.href);
    return Array.from(part.querySelectorAll("[data-remark-add], [data-remark-correct]")).find((one) => {
      const own = new URL(one.href);
      return own.pathname === wanted.pathname && own.searchParams.get("event") === wanted.searchParams.get("event");
    });
  }

  /* ---- what was not sent from an earlier page ---- */
  document.dispatchEvent(new CustomEvent("unsent-notes", { detail: (address) => {
    const link = linkFor(address, document);
    const asked = new URL(address, location.href).searchParams;
    const words = asked.get("quote");
    if (link) open(link, words && { words, number: asked.get("number"), field: asked.get("field") }, true);
  } }));
})();
