// The form works without this. With it, checks come as one goes, the daily total is there at once, and a draft survives
// a reload. A draft is in sessionStorage, which ends with the tab: the next person at a shared computer finds nothing.
// Who asks for it has it in localStorage, too, for a week after the last change.
(() => {
  "use strict";
  const WEEK = 7 * 24 * 60 * 60 * 1000;
  const stored = (storage, key) => { try { return JSON.parse(storage().getItem(key)); } catch { return null; } };
  const store = (storage, key, value) => { try { storage().setItem(key, JSON.stringify(value)); } catch { /* no room: no draft */ } };
  const remove = (storage, key) => { try { storage().removeItem(key); } catch { /* there is none */ } };
  const session = () => sessionStorage, browser = () => localStorage;
  const drafts = {
    isKept: (key) => stored(browser, `draft ${key}`) !== null,
    read: (key) => stored(session, key) ?? stored(browser, `draft ${key}`)?.fields ?? null,
    write(key, fields, isKept) {
      store(session, key, fields);
      if (isKept) store(browser, `draft ${key}`, { until: Date.now() + WEEK, fields });
      else remove(browser, `draft ${key}`);
    },
    forget(key) {
      remove(session, key);
      remove(browser, `draft ${key}`);
    },
    forgetOld() {
      let keys = [];
      try { keys = Object.keys(localStorage).filter((key) => key.startsWith("draft ")); } catch { /* not allowed */ }
      for (const key of keys) if (!(stored(browser, key)?.until > Date.now())) remove(browser, key);
    },
  };
  const byId = (id) => document.getElementById(id);
  drafts.forgetOld();
  const form = document.querySelector("form[data-draft]");
  if (!form) {
    if (document.querySelector("[data-sent]")) drafts.forget(stored(session, "sending"));
    return;
  }
  const { draft: key, account } = form.dataset;
  const isForm = byId("draft") !== null; // else it is the page with all answers

  // ---- the draft: what is typed, by the names of the fields
  const ours = ["form", "do", "change"];
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => !ours.includes(name) && typeof value === "string"));
  const choice = byId("keep-draft");
  // The form with a link and the one without have the same application: it moves from one to the other by its account.
  const other = key === "apply" ? `apply ${account}` : "apply";
  const isOfOther = key.startsWith("apply") && account !== "" && drafts.read(other)?.account_id === account;
  const wasKept = drafts.isKept(key) || (isOfOther && drafts.isKept(other));
  const keep = () => {
    drafts.write(key, typed(), choice ? choice.checked : wasKept);
    if (isForm) byId("draft").hidden = false;
  };
  const bringBack = (draft) => {
    for (const one of form.elements) {
      if (!one.name) continue;
      if (["checkbox", "radio"].includes(one.type)) one.checked = draft[one.name] === one.value;
      else if (one.name in draft && one.type !== "file") one.value = draft[one.name];
    }
    byId("draft").hidden = byId("draft-back").hidden = false;
    showKept();
  };
  const icon = byId("icon");
  const showKept = () => {
    const kept = form.elements.icon_kept.value;
    byId("kept").hidden = !kept;
    byId("kept").querySelector("img").src = `data:image/png;base64,${kept}`;
  };

  // ---- the daily total
  const total = () => {
    const [requests, hours] = ["requests_per_hour", "hours_per_day"].map((name) => form.elements[name].value.trim().replace(/(?<=\d)[,.'\u2019\s](?=\d{3}(?!\d))/g, ""));
    const known = /^\d{1,7}$/.test(requests) && /^\d{1,7}$/.test(hours);
    byId("total").firstElementChild.hidden = !known;
    byId("total-number").textContent = (requests * hours).toLocaleString("en");
    byId("total").classList.toggle("over", known && requests * hours > byId("total").dataset.limit);
  };

  // ---- the check: the form as it comes back checked, of which the notes beside the fields are taken
  const touched = new Set();
  let timer, running, iconIsNew = false;
  const show = (page, withIcon) => {
    for (const name of touched) {
      const mine = byId(`${name}-notes`), theirs = page.getElementById(`${name}-notes`);
      if (!mine || !theirs || (name === "icon" && !withIcon)) continue;
      const [here, there] = [byId(name), page.getElementById(name)];
      if (here && there) here.toggleAttribute("aria-invalid", false);
      if (here && there?.hasAttribute("aria-invalid")) here.setAttribute("aria-invalid", "true");
      mine.parentElement.className = theirs.parentElement.className;
      if (mine.innerHTML !== theirs.innerHTML) mine.replaceChildren(...theirs.childNodes);
    }
    const kept = page.querySelector("[name=icon_kept]");
    if (withIcon && kept) {
      form.elements.icon_kept.value = kept.value;
      showKept();
      keep();
    }
  };
  const check = async () => {
    running?.abort();
    running = new AbortController();
    const withIcon = iconIsNew;
    const body = new FormData(form);
    body.set("do", "check");
    if (!withIcon) body.delete("icon");
    try {
      const answer = await fetch(form.action, { method: "POST", body, signal: running.signal });
      if (answer.status !== 200 && answer.status !== 422) return;
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), withIcon);
      if (withIcon) iconIsNew = false;
    } catch { /* no network, or a newer check: what is wrong is said when the form is sent */ }
  };
  const checkIn = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(check, milliseconds);
  };
  const tooLarge = () => {
    const isTooLarge = icon.files[0]?.size > icon.dataset.most;
    if (isTooLarge) {
      const message = Object.assign(document.createElement("p"), { className: "message" });
      message.textContent = icon.dataset.tooLarge;
      byId("icon-notes").replaceChildren(message);
      icon.value = "";
    }
    return isTooLarge;
  };

  // ---- sending, once
  const SAYS = { review: "Checking …", send: "Sending …", send_anyway: "Sending …", save: "Saving …" };
  const ready = () => {
    delete form.dataset.busy;
    byId("sending").textContent = "";
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "yes";
    running?.abort();
    clearTimeout(timer);
    if (["send", "send_anyway", "save"].includes(event.submitter?.value)) store(session, "sending", key);
    byId("sending").textContent = SAYS[event.submitter?.value] ?? "";
    setTimeout(ready, 10000);
  });
  addEventListener("pageshow", ready);

  if (!isForm) {
    keep();
    return;
  }
  form.addEventListener("input", (event) => {
    if (event.target !== choice) {
      total();
      if (touched.has(event.target.name)) checkIn(800);
    }
    keep();
  });
  form.addEventListener("change", (event) => {
    const name = event.target.name;
    if (!name) return;
    touched.add(name);
    if (name === "icon" || name === "no_icon") {
      if (tooLarge()) return;
      iconIsNew = true;
      touched.add("icon").add("theme_colours");
    }
    checkIn(150);
  });
  byId("clear-draft").addEventListener("click", () => {
    drafts.forget(key);
    location.assign(new URL(form.action).pathname);
  });

  choice.checked = wasKept;
  const isFresh = "fresh" in form.dataset;
  const draft = drafts.read(key) ?? (isOfOther ? drafts.read(other) : null);
  if (isFresh && draft) bringBack(draft);
  if (!isFresh || (draft && isOfOther)) keep();
  if (isOfOther) drafts.forget(other);
  const filled = new Set(Object.keys(typed()).filter((name) => typed()[name]));
  if (!isFresh) for (const one of form.elements) touched.add(one.name);
  else if (draft) for (const name of filled) touched.add(name);
  if (isFresh && draft) checkIn(0);
  if (byId("keep-first")) byId("keep-first").hidden = false;
  total();
})();
