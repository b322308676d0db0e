// Verifies an exported scorebook in the browser: reads the file and the head, and shows the result.

import { readHead, verify } from "@scrbrd/client/verify";
import "../../../tokens.css";
import "./verify.css";

const texts = {
  sound: (links: number) => `: all ${links} links are sound.`,
  fault: (kind: string, number: number, text: string) => `: ${kind} at link ${number}. ${text}`,
  last: (links: number, head: string) => `Last sound link: ${links}:${head}`,
};

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

const head = element<HTMLInputElement>("head");
const drop = element("drop");
const picker = element<HTMLInputElement>("file");
const answer = element("answer");
const last = element("last");
let chosen: File | undefined;
let runs = 0; // the number of verifications started: only the last one's result is shown

/** Show the result for a file. The file name is isolated, because bidirectional characters in it could reorder the text. */
function showResult(name: string, text: string, isSound: boolean, foot = ""): void {
  const isolatedName = document.createElement("bdi");
  isolatedName.textContent = name;
  answer.replaceChildren(isolatedName, text);
  answer.dataset["sound"] = String(isSound);
  last.textContent = foot;
}

async function verifyChosen(): Promise<void> {
  if (!chosen) return;
  const [file, run] = [chosen, ++runs];
  try {
    const given = head.value.trim() ? readHead(head.value) : undefined;
    const { links, head: found, firstFault } = await verify(new Uint8Array(await file.arrayBuffer()), given);
    if (run !== runs) return; // another file or head was chosen in the meantime
    const foot = found ? texts.last(links, found) : "";
    if (firstFault) showResult(file.name, texts.fault(firstFault.kind, firstFault.number, firstFault.text), false, foot);
    else showResult(file.name, texts.sound(links), true, foot);
  } catch (error) {
    if (run === runs) showResult("", error instanceof Error ? error.message : String(error), false);
  }
}

function choose(files: FileList | null | undefined): void {
  const file = files?.[0];
  if (!file) return; // the dialog was cancelled: the last result stays
  chosen = file;
  void verifyChosen();
}

picker.addEventListener("change", () => choose(picker.files));
head.addEventListener("input", () => void verifyChosen());
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
  });
}
drop.addEventListener("drop", (event) => choose(event.dataTransfer?.files));
