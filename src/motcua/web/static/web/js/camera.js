// The QR of an identity card by camera, beside the reader on the cable: only where the browser itself reads QR codes.
// The picture stays in this page; what was read goes into the same box and is sent the same way.

const CARD = /^\d{12}\|/
const EVERY = 200

for (const button of document.querySelectorAll("[data-camera]")) offer(button)

async function offer(button) {
  if (!globalThis.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return
  } catch { return }
  button.hidden = false
  button.addEventListener("click", () => scan(button))
}

async function scan(button) {
  const box = document.getElementById(button.dataset.camera)
  const place = document.getElementById(button.getAttribute("aria-controls"))
  const words = place.querySelector("[data-camera-words]")
  const stop = place.querySelector("[data-camera-stop]")
  const view = place.querySelector("video")
  const detector = new BarcodeDetector({ formats: ["qr_code"] })
  let stream = null
  let isOver = false

  function end(sentence = "") {
    if (isOver) return
    isOver = true
    for (const track of stream?.getTracks() ?? []) track.stop()
    view.srcObject = null
    view.hidden = stop.hidden = true
    button.hidden = false
    place.hidden = !sentence
    words.textContent = sentence
    removeEventListener("pagehide", leave)
    document.removeEventListener("keydown", escape)
  }
  const leave = () => end()
  const escape = (event) => { if (event.key === "Escape") { end(); button.focus() } }

  place.hidden = view.hidden = stop.hidden = false
  button.hidden = true
  words.textContent = "Đưa mã QR trên thẻ căn cước vào giữa khung hình."
  stop.onclick = () => { end(); button.focus() }
  addEventListener("pagehide", leave)
  document.addEventListener("keydown", escape)
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } })
  } catch {
    return end("Chưa mở được camera. Cho phép trang này dùng camera, hoặc dùng đầu đọc, hoặc gõ tay.")
  }
  if (isOver) { for (const track of stream.getTracks()) track.stop(); return }
  view.srcObject = stream
  await view.play().catch(() => {})
  stop.focus()

  while (!isOver) {
    let found = []
    try { found = await detector.detect(view) } catch { /* no picture yet */ }
    if (isOver) return
    const card = found.find((one) => CARD.test(one.rawValue))
    if (card) {
      box.value = card.rawValue
      end()
      return box.form.requestSubmit()
    }
    if (found.length) words.textContent = "Mã này không phải mã trên thẻ căn cước. Đưa mặt thẻ có mã QR vào khung hình."
    await new Promise((go) => setTimeout(go, EVERY))
  }
}
