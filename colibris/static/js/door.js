// The door: each click is kept on the phone, shown at once, and sent, once, as soon as the network allows.

const page = document.querySelector("[data-door]");
const list = page.querySelector("[data-list]");
const network = page.querySelector("[data-network]");
const complaints = page.querySelector("[data-complaints]");
const shelf = `porte-${page.dataset.session}`;
const RETRY = 5000; // milliseconds

const kept = () => JSON.parse(localStorage.getItem(shelf) ?? "[]");
const keep = (clicks) => {
  if (clicks.length) localStorage.setItem(shelf, JSON.stringify(clicks));
  else localStorage.removeItem(shelf);
};
const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const count = (number, one, many) => `${number} ${number < 2 ? one : many}`;
const ATTENDED = ["present", "late", "left_early"];

// What is shown

const rowOf = (person) => list.querySelector(`[data-person="${person}"]`);

const show = ({ person, status, words, waits = false }) => {
  const row = rowOf(person);
  if (!row) return;
  const noted = status !== "" && status !== "cleared";
  row.dataset.status = noted ? status : "";
  row.toggleAttribute("data-waits", waits);
  row.querySelector("[data-words]").textContent = noted ? words : "";
  row.querySelector("[data-main]").hidden = noted;
  row.querySelector("[data-clear]").hidden = !noted;
  const came = [...list.children].filter((one) => ATTENDED.includes(one.dataset.status)).length;
  page.querySelector("[data-came]").textContent = came;
};

const add = ({ person, name, hint }) => {
  if (rowOf(person)) return;
  const row = page.querySelector("template").content.cloneNode(true).firstElementChild;
  row.dataset.person = person;
  row.id = `personne-${person}`;
  row.querySelector("[data-name]").textContent = name;
  row.querySelector("[data-hint]").textContent = hint;
  for (const about of row.querySelectorAll("[data-about]")) about.textContent = ` : ${name}`;
  for (const field of row.querySelectorAll("[name=person]")) field.value = person;
  list.append(row);
  page.querySelector("[data-nobody]")?.remove();
};

const showClick = (click) => {
  if (click.half_day !== page.dataset.half) return;
  if (click.person) show({ ...click, waits: true });
  else if (click.first_name) {
    add({ person: click.key, name: `${click.first_name} ${click.last_name}`, hint: "sans inscription" });
    show({ person: click.key, status: "present", words: "présence", waits: true });
    for (const form of rowOf(click.key)?.querySelectorAll("form") ?? []) form.hidden = true; // until it has a number
  }
};

const say = (sentence = "") => {
  const clicks = kept().length;
  const waiting = count(clicks, "note gardée sur ce téléphone", "notes gardées sur ce téléphone");
  network.dataset.state = clicks ? "waits" : "sent";
  network.textContent = clicks ? `${waiting}. ${sentence}` : "Tout est envoyé.";
};

const complain = (click, sentence) => {
  const who = click.first_name
    ? `${click.first_name} ${click.last_name}`
    : rowOf(click.person)?.querySelector("[data-name]").textContent ?? "Code";
  const line = document.createElement("p");
  line.className = "notice notice--stop";
  line.textContent = `${who} : ${sentence}`;
  complaints.append(line);
};

// What is sent

let sending = false;

const send = async (click) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(click)) {
    if (!["at", "before", "words"].includes(name)) body.set(name, value);
  }
  body.set("age", Math.max(0, Date.now() - click.at));
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
  return fetch(location.pathname, {
    method: "POST",
    body,
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRFToken": token },
  });
};

const settle = async (click, answer) => {
  keep(kept().filter((one) => one.key !== click.key));
  if (answer.ok) {
    const row = await answer.json();
    if (click.first_name) rowOf(click.key)?.remove();
    if (String(row.half_day) !== page.dataset.half) return;
    add(row);
    if (!kept().some((one) => one.person === String(row.person))) show(row);
    if (click.code) rowOf(row.person).scrollIntoView({ block: "center" });
    return;
  }
  const refused = await answer.json().catch(() => ({}));
  complain(click, refused.refusal ?? "Cette note a été refusée.");
  if (click.person) show({ person: click.person, ...click.before });
  if (click.first_name) rowOf(click.key)?.remove();
};

const flush = async () => {
  if (sending) return;
  sending = true;
  let sentence = "";
  for (let [click] = kept(); click; [click] = kept()) {
    let answer;
    try {
      answer = await send(click);
    } catch {
      sentence = "Pas de réseau : elles partiront d’elles-mêmes.";
      break;
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      sentence = "Votre connexion a pris fin : ouvrez une nouvelle page, connectez-vous, puis rechargez celle-ci.";
      break;
    }
    if (answer.status >= 500 || answer.status === 429) {
      sentence = "Le site ne répond pas : elles partiront d’elles-mêmes.";
      break;
    }
    await settle(click, answer);
  }
  sending = false;
  say(sentence);
  if (kept().length) setTimeout(flush, RETRY);
};

page.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-note]")) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form, event.submitter));
  delete fields.csrfmiddlewaretoken;
  const row = form.closest("[data-person]");
  const before = row && { status: row.dataset.status, words: row.querySelector("[data-words]").textContent };
  const words = event.submitter?.dataset.says ?? "";
  const click = { ...fields, key: newKey(), at: Date.now(), before, words };
  keep([...kept(), click]);
  showClick(click);
  if (!row) form.reset();
  form.closest("dialog")?.close();
  row?.querySelector("details")?.removeAttribute("open");
  if (row) row.querySelector("[data-main]:not([hidden]), [data-clear]:not([hidden])")?.querySelector("button").focus();
  say();
  flush();
});

// What is sought

const search = page.querySelector("[data-search]");
search.addEventListener("input", () => {
  const words = plain(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const row of list.children) {
    const name = plain(row.querySelector("[data-name]").textContent);
    row.hidden = !words.every((word) => name.includes(word));
    found += !row.hidden;
  }
  page.querySelector("[data-found]").textContent = words.length ? count(found, "personne trouvée", "personnes trouvées") : "";
});

// A QR, where the browser can read one

const scan = page.querySelector("[data-scan]");
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  scan.hidden = false;
  const dialog = page.querySelector("[data-camera]");
  const video = dialog.querySelector("video");
  const field = page.querySelector("[name=code]");
  let stream;
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  const look = async (detector) => {
    if (!dialog.open) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return void setTimeout(look, 200, detector);
    field.value = code.rawValue;
    dialog.close();
    field.form.requestSubmit();
  };
  dialog.addEventListener("close", stop);
  scan.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      network.textContent = "L’appareil photo n’est pas accessible : tapez le code.";
      return;
    }
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
}

// The page itself stays on the phone: reloaded without a network, it is there.

if ("serviceWorker" in navigator) {
  await navigator.serviceWorker.register(page.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  const files = performance.getEntriesByType("resource").map((file) => file.name);
  active.postMessage({ page: location.href, files: files.filter((file) => file.includes("/static/")) });
}

addEventListener("online", flush);
for (const click of kept()) showClick(click);
say();
flush();
