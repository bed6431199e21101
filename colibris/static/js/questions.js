// A question that depends on the answer to another is hidden until then; without a script, it says when to answer.

for (const question of document.querySelectorAll("[data-shown-by]")) {
  const { form } = question.querySelector("input, select, textarea");
  const follow = () => {
    question.hidden = new FormData(form).get(question.dataset.shownBy) !== question.dataset.shownIf;
  };
  form.addEventListener("change", follow);
  window.addEventListener("pageshow", follow);
  follow();
}
