// One's own list, remembered on this device; without a script, its address holds it.

const KEY = "ma-liste";
const read = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string") : [];
  } catch {
    return []; // storage may be refused or hold something else: the address still works
  }
};
const write = (slugs) => {
  try {
    localStorage.setItem(KEY, JSON.stringify([...new Set(slugs)].slice(0, 100)));
    return true;
  } catch {
    return false;
  }
};
const address = (slugs) => `?${new URLSearchParams(slugs.map((slug) => ["r", slug]))}`;

for (const link of document.querySelectorAll("a[data-keep]")) {
  const { keep: slug, kept: words } = link.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  const mine = document.createElement("a");
  mine.textContent = "Voir ma liste";
  const show = () => {
    const held = read().includes(slug);
    button.textContent = held ? words : link.textContent;
    mine.hidden = !read().length;
    mine.href = new URL(link.href).pathname + address(read());
  };
  button.addEventListener("click", () => {
    const slugs = read();
    const kept = write(slugs.includes(slug) ? slugs.filter((other) => other !== slug) : [...slugs, slug]);
    if (kept) show();
    else location.assign(link.href);
  });
  show();
  link.after(button, " ", mine);
  link.hidden = true;
}

const list = document.querySelector("[data-list]");
if (list) {
  const here = new URLSearchParams(list.dataset.list).getAll("r");
  if (!here.length && !location.search && read().length) location.replace(address(read()));
  for (const link of list.querySelectorAll("a[data-drop]")) {
    link.addEventListener("click", () => write(read().filter((slug) => slug !== link.dataset.drop)));
  }
}
