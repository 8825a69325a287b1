/* What the municipality has written before is finished by one key: → at the end of a text takes the rest of a place or
   phrase that is offered under the field, and the written-out form of a period; Ctrl + → takes one word. Nothing is put
   in by itself. It comes when a field is first entered (event-form.js). Without this file one types the words. */
(function begin() {
  "use strict";
  const form = document.getElementById("event-form");
  if (!form || !form.dataset.phrases) return;
  document.addEventListener("another-form", begin, { once: true }); // next-form.js
  const FIELDS = ["name", "place_text", "purpose", "participants"];
  const PROSE = ["purpose", "participants"];
  const FEWEST = 3; // letters typed of a phrase before it is offered
  const LEAST = 4; // letters that taking it must save
  const FARTHEST = 100; // letters back
  const BARE = /^(?:г\.|пгт|пос\.|с\.|д\.) ?/;
  let known = null;
  let asking = null;
  let offer = null; // { field, from, words, line }

  const folded = (text) => text.toLowerCase().replace(/ё/g, "е").replace(/\u00a0/g, " ");
  const ask = () => { asking = asking || fetchPhrases(); };
  async function fetchPhrases() {
    try {
      const answer = await fetch(form.dataset.phrases, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error("no phrases");
      const found = await answer.json();
      known = {};
      const read = (words) => ({ words, key: folded(words), bare: folded(words.replace(BARE, "")) });
      const proper = found.proper.map((words) => Object.assign(read(words), { isProper: true }));
      known.brackets = found.brackets.map(read);
      FIELDS.forEach((name) => { known[name] = found[name].map(read).concat(PROSE.includes(name) ? proper : []); });
      if (form.contains(document.activeElement)) look(document.activeElement);
    } catch (noLink) { asking = null; }
  }

  const isAtEnd = (field) => field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
  /* The phrase that the last words begin: { from, words }, or null. The longest beginning counts. */
  function find(field) {
    const list = known[field.name];
    const text = field.value;
    const isPlace = field.name === "place_text";
    if (!text.trim()) return isPlace && list.length ? { from: 0, words: list[0].words } : null;
    if (isPlace || field.name === "name") return begun(list, text, 0, isPlace) || (isPlace && inBracket(text));
    const least = Math.max(0, text.length - FARTHEST);
    for (let from = least; from < text.length; from += 1) {
      const opens = from === 0 || (/[\s(]/.test(text[from - 1]) && /\S/.test(text[from]));
      const found = opens && begun(list, text, from, false);
      if (found) return found;
    }
    return null;
  }
  /* «г. Славгород (Р» is «(Республика Беларусь)». */
  function inBracket(text) {
    const from = text.lastIndexOf("(") + 1;
    const typed = folded(text.slice(from));
    const one = from && typed && known.brackets.find(({ key }) => key.startsWith(typed));
    return one ? { from, words: one.words + ")" } : null;
  }
  function begun(list, text, from, isPlace) {
    const typed = folded(text.slice(from));
    if (typed.length < FEWEST) return null;
    const one = list.find(({ key }) => key.startsWith(typed) && key.length >= typed.length + LEAST);
    // A phrase is written on as it was begun; a name has its capitals.
    if (one) return { from, words: one.isProper ? one.words : text.slice(from) + one.words.slice(typed.length) };
    const place = isPlace && list.find(({ bare }) => bare.startsWith(typed));
    return place ? { from, words: place.words } : null;
  }

  function clear() {
    if (offer) offer.line.remove();
    offer = null;
  }
  function look(field) {
    const found = known && FIELDS.includes(field.name) && isAtEnd(field) && find(field);
    if (offer && found && offer.field === field && offer.found.words === found.words && offer.found.from === found.from) return;
    clear();
    if (!found) return;
    const line = document.createElement("p");
    line.className = "finish";
    line.setAttribute("role", "status");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish";
    button.tabIndex = -1;
    button.textContent = found.words;
    button.addEventListener("click", () => take(found.words));
    line.append("→ ", button);
    field.after(line);
    offer = { field, found, line };
  }
  /* The words up to the end of the next one; all of them where the offer begins otherwise than what is typed. */
  function oneWord({ from, words }, text) {
    const typed = text.length - from;
    const next = folded(words).startsWith(folded(text.slice(from))) && /^\s*\S+\s?/.exec(words.slice(typed));
    return next ? words.slice(0, typed) + next[0] : words;
  }
  function take(words) {
    const { field, found } = offer;
    clear();
    field.focus();
    field.setSelectionRange(found.from, field.value.length);
    // Keeps the browser's own undo; what does not know it puts the words in all the same.
    if (!document.execCommand("insertText", false, words)) {
      field.setRangeText(words, found.from, field.value.length, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  form.addEventListener("focusin", (event) => {
    if (event.target.form !== form || !event.target.matches("textarea, input")) return;
    ask();
    look(event.target);
  });
  form.addEventListener("focusout", (event) => {
    if (offer && !(event.relatedTarget && offer.line.contains(event.relatedTarget))) clear();
  });
  form.addEventListener("input", (event) => { if (event.target.form === form) look(event.target); });
  form.addEventListener("keydown", (event) => {
    const isOurs = !(event.altKey || event.metaKey || event.shiftKey || event.isComposing);
    const field = event.target;
    if (!isOurs || field.form !== form || !field.matches("textarea, input[type=text]")) return;
    if (event.key === "Escape" && offer) clear();
    if (event.key !== "ArrowRight" || !isAtEnd(field)) return;
    const written = field.closest("[data-field]").querySelector("[data-canonical]");
    if (offer && offer.field === field) take(event.ctrlKey ? oneWord(offer.found, field.value) : offer.found.words);
    else if (written && !event.ctrlKey) written.click();
    else return;
    event.preventDefault();
  });
  if (form.contains(document.activeElement)) { ask(); look(document.activeElement); }
})();
