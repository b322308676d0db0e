// Verifies an exported scorebook in the browser: reads the file and the head, and says what was found.

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
let looks = 0; // how often a file was looked at: only the last one's answer is shown

/** Say what was found of a file, whose name is set apart: signs in it could turn round what is said. */
function say(name: string, text: string, isSound: boolean, foot = ""): void {
  const apart = document.createElement("bdi");
  apart.textContent = name;
  answer.replaceChildren(apart, text);
  answer.dataset["sound"] = String(isSound);
  last.textContent = foot;
}

async function look(): Promise<void> {
  if (!chosen) return;
  const [file, turn] = [chosen, ++looks];
  try {
    const given = head.value.trim() ? readHead(head.value) : undefined;
    const { links, head: found, firstFault } = await verify(new Uint8Array(await file.arrayBuffer()), given);
    if (turn !== looks) return; // another file or head was given meanwhile
    const foot = found ? texts.last(links, found) : "";
    if (firstFault) say(file.name, texts.fault(firstFault.kind, firstFault.number, firstFault.text), false, foot);
    else say(file.name, texts.sound(links), true, foot);
  } catch (error) {
    if (turn === looks) say("", error instanceof Error ? error.message : String(error), false);
  }
}

function choose(files: FileList | null | undefined): void {
  const file = files?.[0];
  if (!file) return; // whoever changed their mind still sees the answer to the one before
  chosen = file;
  void look();
}

picker.addEventListener("change", () => choose(picker.files));
head.addEventListener("input", () => void look());
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
  drop.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", name === "dragenter" || name === "dragover");
  });
}
drop.addEventListener("drop", (event) => choose(event.dataTransfer?.files));
