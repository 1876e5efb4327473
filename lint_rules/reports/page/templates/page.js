"use strict";
// Search and filters. All that they show stands on the page already, or in its index; nothing is fetched, and words of
// documents are only ever set as text.
(() => {
  const STEP = 100; // rows beyond the documents with texts that are shown at a time
  const PAUSE = 120; // milliseconds without a key before a search begins

  const index = JSON.parse(document.getElementById("index").textContent);
  const form = document.querySelector(".filter");
  const rest = document.querySelector(".rest");
  const beyond = document.querySelector(".beyond");
  const further = document.querySelector(".further");
  const matches = document.querySelector(".matches");
  const documents = Array.from(document.querySelectorAll(".doc"));
  const fold = (words) => words.toLowerCase();
  const hosts = index.hosts.map(fold);
  const names = index.rows.map(([name, url, host]) => fold(`${name} ${url} ${host < 0 ? "" : index.hosts[host]}`));
  const texts = []; // of the documents on the page, folded when they are first searched
  let found = [];
  let listed = 0;

  const words = (number) => {
    if (number >= documents.length) return names[number];
    texts[number] ??= `${names[number]} ${fold(documents[number].textContent)}`;
    return texts[number];
  };

  const bound = (value, otherwise) => (value.trim() === "" || Number.isNaN(Number(value)) ? otherwise : Number(value));

  const wanted = () => {
    const fields = new FormData(form);
    const sought = fold(fields.get("words")).split(/\s+/).filter(Boolean);
    const code = index.codes.indexOf(fields.get("code"));
    const host = fold(fields.get("host") ?? "").trim();
    const exact = hosts.includes(host); // else what was typed is a part of one
    const least = bound(fields.get("least"), -Infinity);
    const most = bound(fields.get("most"), Infinity);
    const scored = least !== -Infinity || most !== Infinity;
    const failed = fields.get("failed") !== null;
    return ([, , itsHost, score, , state, , , codes], number) =>
      (!fields.get("code") || codes.includes(code)) &&
      (!host || (itsHost >= 0 && (exact ? hosts[itsHost] === host : hosts[itsHost].includes(host)))) &&
      (!scored || (score !== null && score >= least && score <= most)) &&
      (!failed || state !== "passed") &&
      sought.every((word) => words(number).includes(word));
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const row = ([name, , , , score, state, why, verdict, codes, findings]) => {
    const made = element("li", state, "");
    const said = element("span", "said", `${verdict} · `);
    if (state !== "passed") said.append(element("b", "", state), ` ${index.whys[why]} · `);
    said.append(codes.length ? codes.map((code) => index.codes[code]).join(", ") : `${findings || "no"} findings`);
    made.append(element("span", "score", score), element("bdi", "name", name), said);
    return made;
  };

  const more = () => {
    const next = found.slice(listed, listed + STEP);
    rest.append(...next.map((number) => row(index.rows[number])));
    listed += next.length;
    rest.hidden = beyond.hidden = listed === 0;
    further.hidden = listed >= found.length;
    further.textContent = `Show more: ${(found.length - listed).toLocaleString("en")} are left`;
  };

  const apply = () => {
    const holds = wanted();
    const numbers = index.rows.map((_, number) => number).filter((number) => holds(index.rows[number], number));
    const chosen = new Set(numbers);
    documents.forEach((each, number) => {
      each.hidden = !chosen.has(number);
    });
    found = numbers.filter((number) => number >= documents.length);
    listed = 0;
    rest.replaceChildren();
    more();
    const all = index.rows.length.toLocaleString("en");
    matches.textContent = `${numbers.length.toLocaleString("en")} of ${all} documents match.`;
  };

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, PAUSE);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  further.addEventListener("click", more);

  const filterBy = (name, value) => {
    form.reset();
    form.elements[name].value = value;
    setTimeout(apply);
    document.getElementById("documents").scrollIntoView();
    form.elements[name].focus({ preventScroll: true });
  };

  for (const inside of document.querySelectorAll(".inside[data-code]")) {
    if (!index.codes.includes(inside.dataset.code)) continue;
    const button = element("button", "", "Show its documents");
    button.type = "button";
    button.addEventListener("click", () => filterBy("code", inside.dataset.code));
    inside.append(button);
  }

  for (const name of document.querySelectorAll(".hosts bdi")) {
    if (!index.hosts.includes(name.textContent)) continue;
    const button = element("button", "plain", "");
    button.type = "button";
    button.title = "Show its documents";
    name.replaceWith(button);
    button.append(name);
    button.addEventListener("click", () => filterBy("host", name.textContent));
  }

  // What hovers goes away on Escape, and comes back with the next move.
  const quiet = (is) => document.body.classList.toggle("quiet", is);
  document.addEventListener("keydown", (event) => quiet(event.key === "Escape"));
  document.addEventListener("pointermove", (event) => {
    if (event.movementX || event.movementY) quiet(false);
  });

  for (const each of document.querySelectorAll(".scripted")) each.hidden = false;
  apply();
})();
