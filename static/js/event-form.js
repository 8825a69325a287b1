/* Improves the form of an event; without this file everything works by buttons.
   The server says what was understood and how the row prints; this only asks it again while a person types. */
(function begin() {
  "use strict";
  const form = document.getElementById("event-form");
  if (!form) return;
  /* next-form.js puts another form in the place of this one. */
  const leaving = new AbortController();
  const whileHere = { signal: leaving.signal };
  document.addEventListener("another-form", () => { leaving.abort(); begin(); }, { once: true });
  const $ = (selector, root) => (root || form).querySelector(selector);
  const $$ = (selector, root) => Array.from((root || form).querySelectorAll(selector));
  const later = (action, ms) => {
    let timer;
    return () => { clearTimeout(timer); timer = setTimeout(action, ms); };
  };

  /* Errors of the last sending come first. */
  const errors = document.querySelector("[data-errors]");
  if (errors && !location.hash) errors.focus();

  /* Nothing typed is lost by leaving. */
  let unsaved = form.hasAttribute("data-unsaved");
  const touched = () => { unsaved = true; };
  /* The answer to a remark is shown among the fields, but belongs to a form of its own. */
  const isOwn = (event) => event.target.form === form;
  form.addEventListener("input", (event) => { if (isOwn(event)) touched(); });
  form.addEventListener("change", (event) => { if (isOwn(event)) touched(); });
  form.addEventListener("submit", () => { unsaved = false; });
  $$("[data-leave]").forEach((link) => link.addEventListener("click", () => { unsaved = false; }));
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) { event.preventDefault(); event.returnValue = ""; }
  }, whileHere);
  /* The number of a new event stands in the address, so that whoever comes back to the form of one that was saved is
     told so by the server. A page that the browser has kept whole asks it. */
  const isNew = form.hasAttribute("data-new");
  if (isNew) {
    const here = new URL(location.href);
    here.searchParams.set("form", form.elements.uid.value);
    history.replaceState(history.state, "", here);
  }
  async function askWhetherSaved() {
    try {
      const answer = await fetch(location.href);
      if (!(await answer.text()).includes("data-saved-already")) return;
      unsaved = false;
      location.reload();
    } catch (noLink) { /* saving will tell */ }
  }
  /* Back from the next page: what the browser restored may differ from what was saved. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (isNew) askWhetherSaved();
    refresh();
  }, whileHere);

  /* Ctrl + Enter saves; with Shift the next form follows. */
  const save = $("[data-save]");
  form.addEventListener("keydown", (event) => {
    if (save && isOwn(event) && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(event.shiftKey ? $('[value="save_add"]') : save);
    }
  });
  const KEYS = "Tab или Enter – следующее поле, → в конце текста – дописать предложенное, Alt + ↓ – кнопки под полем, " +
    "Ctrl + Enter – сохранить, Ctrl + Shift + Enter – сохранить и внести ещё";
  $$("[data-keys]").forEach((hint) => { hint.textContent = KEYS; hint.hidden = false; });

  /* Enter in a line goes on to the next field; from the last one to the bar. It never saves by surprise. */
  const LINE = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea[name=name]";
  const FIELD = "input:not([type=checkbox]):not([type=radio]):not([type=hidden]), textarea, select";
  form.addEventListener("keydown", (event) => {
    const isPlain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.isComposing);
    if (event.key !== "Enter" || !isPlain || event.defaultPrevented) return;
    if (!isOwn(event) || !event.target.matches(LINE)) return;
    event.preventDefault();
    const open = $$(FIELD).filter((field) => field.form === form && field.offsetParent && !field.disabled);
    (open[open.indexOf(event.target) + 1] || save).focus();
  });

  /* One Tab leads from field to field: the buttons under a field are reached by Alt + arrow down, and left by Alt +
     arrow up. */
  const asides = (root) => $$("[data-notes] button", root);
  const setAside = (root) => asides(root).forEach((button) => { button.tabIndex = -1; });
  setAside();
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.target.matches("select")) return;
    const field = event.target.closest("[data-field]");
    if (!field) return;
    const stops = [$(FIELD, field), ...asides(field)];
    const next = stops[Math.max(0, stops.indexOf(event.target)) + step];
    event.preventDefault();
    if (next) next.focus();
  });

  /* Text areas grow with their text: all are measured together, because each measuring after a change lays out the page
     anew. What is folded is measured when it opens. */
  const grow = (areas) => {
    const shown = areas.filter((area) => !area.closest("details:not([open])") && area.offsetParent);
    shown.forEach((area) => { area.style.height = "auto"; });
    const heights = shown.map((area) => area.scrollHeight + 4 + "px");
    shown.forEach((area, number) => { area.style.height = heights[number]; });
  };
  const growAll = () => grow($$("textarea"));
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) grow([event.target]); });
  form.addEventListener("toggle", (event) => grow($$("textarea", event.target)), true);
  window.addEventListener("resize", later(growAll, 150), whileHere);
  growAll();

  const address = form.dataset.live;
  if (!address) return;

  /* ---- live: what was understood, the row on paper, the findings ---- */
  const announce = $("[data-announce]");
  const offline = document.querySelector("[data-offline]");
  const signedOut = document.querySelector("[data-signed-out]");
  const show = $("[data-show]");
  if (show) show.hidden = true;
  let said = "";
  let running = null;
  let retry = null;

  function put(box, html) {
    if (box && box.innerHTML.trim() !== html.trim() && !box.contains(document.activeElement)) box.innerHTML = html;
    if (box) setAside(box.parentElement);
  }
  function putNotes(name, html) {
    const field = $('[data-field="' + name + '"]');
    if (!field) return;
    put(document.getElementById("id_" + name + "_notes") || $("[data-notes]", field), html);
    const bad = html.includes("msg-bad");
    field.classList.toggle("field-bad", bad);
    field.classList.toggle("field-wait", !bad && html.includes("msg-wait"));
    const control = document.getElementById("id_" + name);
    if (!control || !control.matches(".form-control, .form-select")) return;
    control.classList.toggle("is-invalid", bad);
    if (bad) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
  }
  function tell() {
    const words = ["place_text", "period_text"].map((name) => {
      const note = $('[data-field="' + name + '"] .msg span');
      return note ? $('[data-field="' + name + '"] label').textContent.trim() + ": " + note.textContent : "";
    }).filter(Boolean).join(". ");
    if (words !== said) { said = words; announce.textContent = words; }
  }
  function showParts(parts) {
    Object.keys(parts.notes).forEach((name) => putNotes(name, parts.notes[name]));
    put(document.querySelector('[data-part="row"]'), parts.row);
    put(document.querySelector('[data-part="findings"]'), parts.findings);
    $$("[data-row] [data-append-note]").forEach((note, number) => { note.textContent = parts.append[number] || ""; });
    const reason = $("[data-reason]");
    if (reason && (parts.is_outside || $("textarea", reason).value)) { reason.hidden = false; grow($$("textarea", reason)); }
    else if (reason && !reason.contains(document.activeElement)) reason.hidden = true;
    const confirming = $("[data-confirm]");
    if (confirming) confirming.hidden = !parts.asks_confirming && !$("input", confirming).checked;
    if ($("[data-row-values]")) fetchLists();
    tell();
  }
  /* Signing in again, also in another tab, makes a new one; then the form's own is out of date. */
  function token() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
    return cookie ? cookie[1] : $('[name="csrfmiddlewaretoken"]').value;
  }
  async function refresh() {
    clearTimeout(retry);
    if (leaving.signal.aborted) return;
    if (running) running.abort();
    running = new AbortController();
    const asked = running;
    // Read in a third of the time that the server needs for parts of a form.
    const body = new URLSearchParams(new FormData(form));
    body.set("csrfmiddlewaretoken", token());
    try {
      const answer = await fetch(address, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        signal: asked.signal,
      });
      signedOut.hidden = answer.status !== 401;
      offline.hidden = true;
      if (answer.status === 401) return;
      /* The server still computes the row of some letters ago: ask again. */
      if (answer.status === 204) {
        retry = setTimeout(refresh, 1000 * (Number(answer.headers.get("Retry-After")) || 1));
        return;
      }
      if (!answer.ok || answer.redirected) throw new Error("no live row");
      showParts(await answer.json());
    } catch (failure) {
      if (!asked.signal.aborted) offline.hidden = false;
    }
  }
  const refreshSoon = later(refresh, 400);
  form.addEventListener("input", refreshSoon);
  form.addEventListener("change", refreshSoon);
  window.addEventListener("online", refreshSoon, whileHere);
  leaving.signal.addEventListener("abort", () => { clearTimeout(retry); if (running) running.abort(); });

  /* «Привести к образцу» */
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-canonical]");
    if (!button) return;
    event.preventDefault();
    const control = $("input.form-control", button.closest("[data-field]"));
    control.value = button.dataset.canonical;
    control.focus();
    touched();
    refresh();
  });

  /* ---- signed documents ---- */
  const formset = $("[data-formset]");
  let addRow = null;
  if (formset) {
    const prefix = formset.dataset.formset;
    const total = $('[name="' + prefix + '-TOTAL_FORMS"]', formset);
    const most = Number($('[name="' + prefix + '-MAX_NUM_FORMS"]', formset).value);
    const more = $("[data-add-row]", formset);
    const gone = (row, isGone) => {
      $('[name$="-DELETE"]', row).value = isGone ? "on" : "";
      $(".row-gone", row).hidden = !isGone;
      $(".row-body", row).hidden = isGone;
      $(isGone ? "[data-keep]" : "[data-remove]", row).focus();
      touched();
      refreshSoon();
    };
    formset.addEventListener("click", (event) => {
      const remove = event.target.closest("[data-remove]");
      const keep = event.target.closest("[data-keep]");
      if (!remove && !keep) return;
      event.preventDefault();
      gone(event.target.closest("[data-row]"), Boolean(remove));
    });
    more.addEventListener("click", (event) => addRow(event));
    /* A document that the text names. */
    form.addEventListener("click", async (event) => {
      const button = event.target.closest("[data-row-values]");
      if (!button || !lists) { if (button) fetchLists(); return; }
      event.preventDefault();
      await addRow(event, JSON.parse(button.dataset.rowValues));
      took(button);
    });
    addRow = async (event, values) => {
      event.preventDefault();
      const known = await fetchLists();
      const index = Number(total.value);
      if (index >= most) return;
      // Without a link the button does it by itself, as it does without this script.
      if (!known) { form.requestSubmit(more); return; }
      const holder = document.createElement("div");
      holder.innerHTML = known.document.trim().replace(/__prefix__/g, index).replace(/__number__/g, index + 1);
      const row = holder.firstElementChild;
      formset.insertBefore(row, more);
      total.value = index + 1;
      $$("[data-none]", formset).forEach((hint) => { hint.hidden = true; });
      formset.open = true;
      if (values) {
        $('[name$="-append"]', row).checked = false; // the text says it already
        Object.entries(values).forEach(([name, value]) => { $('[name$="-' + name + '"]', row).value = value; });
      } else $('[name$="-title"]', row).focus();
      touched();
    };
  }

  /* ---- partners that have no box ---- */
  const another = $("[data-add-partner]");
  if (another) another.addEventListener("click", (event) => {
    event.preventDefault();
    const last = $$("[data-new-partner]").pop();
    const row = last.cloneNode(true);
    const name = $("input", row);
    name.removeAttribute("id");
    name.value = "";
    last.after(row);
    name.focus();
  });

  /* ---- the lists behind the lines for countries and partners: fetched when one of them is first entered ---- */
  let lists = null;
  let asking = null;
  const fetchLists = () => { asking = asking || askLists(); return asking; };
  async function askLists() {
    try {
      const answer = await fetch(form.dataset.choices, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error("no lists");
      lists = await answer.json();
      fill("country-names", lists.countries.map(([name]) => name), []);
      fill("partner-names", lists.partners.map(([name]) => name), lists.partners.map(([, country]) => country));
    } catch (noLink) { asking = null; /* without suggestions one types the names */ }
    return lists;
  }
  function fill(id, names, labels) {
    document.getElementById(id).replaceChildren(...names.map((name, number) => {
      const item = document.createElement("option");
      item.value = name;
      if (labels[number]) item.label = name + ", " + labels[number];
      return item;
    }));
  }
  form.addEventListener("focusin", (event) => { if (event.target.matches("input[list]")) fetchLists(); });

  /* A partner of the list brings its country along. */
  form.addEventListener("change", (event) => {
    if (event.target.name !== "new_partner" || !lists) return;
    const found = lists.partners.filter(([name]) => name === event.target.value.trim());
    if (found.length === 1) $('[name="new_partner_country"]', event.target.closest("[data-new-partner]")).value = found[0][1];
  });

  function addBox(shown, name, value, words) {
    const label = document.createElement("label");
    const text = document.createElement("span");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
    label.className = "check";
    text.textContent = words;
    label.append(box, text);
    shown.append(label);
    return box;
  }

  /* The country of a ticked partner is ticked too. */
  const tick = (code, name) => {
    const shown = $("[data-countries]");
    let box = $$("input", shown).find((input) => input.value === code);
    if (!box) box = addBox(shown, "countries", code, name);
    box.checked = true;
  };
  form.addEventListener("change", (event) => {
    const code = event.target.dataset && event.target.dataset.country;
    const box = code && event.target.checked && $$("[data-countries] input").find((input) => input.value === code);
    if (box) box.checked = true;
  });

  /* ---- what the text names is taken by a click, or by Alt + Enter from the text ---- */
  function took(button) {
    const control = $("textarea, input", button.closest("[data-field]"));
    button.remove();
    control.focus();
    touched();
    refreshSoon();
  }
  function takePartner(what) {
    let box = $$('[name="partners"]').find((input) => input.value === String(what.partner));
    if (!box) {
      box = addBox($("#id_partners .checks"), "partners", what.partner, what.name);
      box.dataset.country = what.code;
    }
    box.checked = true;
    tick(what.code, what.country_name);
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    event.preventDefault();
    const what = JSON.parse(button.dataset.take);
    if (what.total !== undefined) {
      $("#id_total").value = what.total;
      if (what.foreign !== undefined) $("#id_total_foreign").value = what.foreign;
    } else {
      unfold("company");
      if (what.partner) takePartner(what); else tick(what.code, what.name);
    }
    took(button);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.altKey || event.ctrlKey || !event.target.matches("textarea")) return;
    const first = $("[data-row-values], [data-take]", event.target.closest("[data-field]") || form);
    if (!first) return;
    event.preventDefault();
    first.click();
  });
  if ($("[data-row-values]")) fetchLists();
  /* laying-out.js takes a whole pasted row; it gives back what it has changed. */
  form.addEventListener("take-all", async (event) => {
    const { countries, partners, documents } = event.detail;
    if (countries.length || partners.length) unfold("company");
    partners.forEach(takePartner);
    countries.forEach((what) => tick(what.code, what.name));
    if (documents.length && await fetchLists()) {
      for (const values of documents) await addRow(new Event("click", { cancelable: true }), values);
    }
    growAll();
    touched();
    refreshSoon();
  });

  /* ---- what finishes a phrase comes when a field is first entered: over a slow line one reads sooner ---- */
  function bringPhrases() {
    const src = form.dataset.phrasesScript;
    if (!src || document.querySelector('script[src="' + src + '"]')) return;
    const script = Object.assign(document.createElement("script"), { src, onerror: () => script.remove() });
    document.head.append(script);
  }
  form.addEventListener("focusin", bringPhrases);
  if (form.contains(document.activeElement)) bringPhrases();

  /* ---- folded parts ---- */
  /* What a link or a button leads to is open. */
  const unfold = (id) => {
    for (let at = document.getElementById(id); at; at = at.parentElement) if (at.matches("details")) at.open = true;
  };
  const unfoldLinked = () => unfold(decodeURIComponent(location.hash.slice(1)));
  unfoldLinked();
  window.addEventListener("hashchange", unfoldLinked, whileHere);
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) unfold(link.hash.slice(1));
  }, whileHere);
})();
