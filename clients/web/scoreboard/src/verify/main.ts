// Verifies an exported scorebook in the browser: reads the file and the head, and says what was found.

import { readHead, verify } from "@scrbrd/client/verify";
import "../../../tokens.css";
import "./verify.css";

const texts = {
  sound: (name: string, links: number) => `${name}: all ${links} links are sound.`,
  fault: (name: string, kind: string, number: number, text: string) => `${name}: ${kind} at link ${number}. ${text}`,
  last: (links: number, head: string) => `Last sound link: ${links}:${head}`,
};

const element = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

const head = element<HTMLInputElement>("head");
const drop = element("drop");
const file = element<HTMLInputElement>("file");
const answer = element("answer");
const last = element("last");
let chosen: File | undefined;

function say(text: string, isSound: boolean, foot = ""): void {
  answer.textContent = text;
  answer.dataset["sound"] = String(isSound);
  last.textContent = foot;
}

async function look(): Promise<void> {
  if (!chosen) return;
  const looked = chosen;
  try {
    const given = head.value.trim() ? readHead(head.value) : undefined;
    const { links, head: found, firstFault } = await verify(new Uint8Array(await looked.arrayBuffer()), given);
    if (looked !== chosen) return; // another file was chosen meanwhile
    const foot = found ? texts.last(links, found) : "";
    if (firstFault) say(texts.fault(looked.name, firstFault.kind, firstFault.number, firstFault.text), false, foot);
    else say(texts.sound(looked.name, links), true, foot);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), false);
  }
}

function choose(files: FileList | null | undefined): void {
  chosen = files?.[0];
  void look();
}

file.addEventListener("change", () => choose(file.files));
head.addEventListener("change", () => void look());
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
  });
}
drop.addEventListener("drop", (event) => choose(event.dataTransfer?.files));
