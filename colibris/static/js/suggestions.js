// While a word is being typed, links to the searches it may become; without them, the search is the same.

const form = document.querySelector("form[data-suggestions]");
const field = form.elements.q;
const offers = document.querySelector("[data-offers]");
let waiting;

const link = (words) => {
  const asked = new URLSearchParams(new FormData(form));
  asked.set("q", words);
  const anchor = document.createElement("a");
  anchor.className = "topic";
  anchor.href = `${form.getAttribute("action")}?${asked}`;
  anchor.textContent = words;
  const item = document.createElement("li");
  item.append(anchor);
  return item;
};

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const typed = field.value;
    const address = new URL(form.dataset.suggestions, location);
    address.searchParams.set("q", typed);
    const answer = await fetch(address);
    if (!answer.ok || typed !== field.value) return;
    const { suggestions } = await answer.json();
    offers.firstElementChild.replaceChildren(...suggestions.map(link));
    offers.hidden = !suggestions.length;
  }, 150);
});
