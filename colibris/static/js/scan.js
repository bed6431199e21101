// The code of a copy, read with the camera where the browser can; typing it always works.

const button = document.querySelector("[data-scan]");
const dialog = document.querySelector("[data-camera]");
const said = document.querySelector("[data-scan-said]");

if (button && "BarcodeDetector" in window && navigator.mediaDevices) {
  const form = document.querySelector("[data-scan-form]");
  const video = dialog.querySelector("video");
  let stream;

  const look = async (detector) => {
    if (!dialog.open) return;
    const [code] = await detector.detect(video).catch(() => []);
    if (!code) return void setTimeout(look, 200, detector);
    form.elements.code.value = code.rawValue;
    dialog.close();
    form.requestSubmit();
  };

  button.hidden = false;
  dialog.addEventListener("close", () => stream?.getTracks().forEach((track) => track.stop()));
  button.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = "L’appareil photo n’est pas accessible : tapez le code.";
      return;
    }
    video.srcObject = stream;
    dialog.showModal();
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code"] }));
  });
}
