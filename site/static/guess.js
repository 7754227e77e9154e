// Below each prediction a place for the reader's own, which opens what the notebook found.
const unmade = "you made no prediction";
const verdicts = [...document.querySelectorAll(".cell_output .text_html > div")]
  .filter((one) => one.textContent.includes(unmade));

document.querySelectorAll(".cell.tag_prediction").forEach((cell, number) => {
  const verdict = verdicts.find((one) => one.textContent.includes(`Prediction ${number + 1} ·`));
  if (!verdict) return;
  const form = document.createElement("form");
  form.className = "guess";
  form.innerHTML = '<label>Your guess <input required maxlength="40" autocomplete="off"></label>'
    + "<button>Compare</button>";
  cell.after(form);
  verdict.innerHTML = verdict.innerHTML.replace(unmade, `<b class="guessed">${unmade}</b>`);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    verdict.querySelector(".guessed").textContent = `you said ${form.querySelector("input").value}`;
    for (const fold of document.querySelectorAll(".cell > details.hide")) {
      const later = form.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_FOLLOWING;
      const inTime = verdict.compareDocumentPosition(fold) & Node.DOCUMENT_POSITION_PRECEDING;
      if (later && inTime) fold.open = true;
    }
    verdict.scrollIntoView({ block: "nearest" });
  });
});
