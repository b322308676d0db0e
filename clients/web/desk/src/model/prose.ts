// What officials write for everybody to read, as the rules take it. Pure.

// Joiners stay where spelling needs them: between letters of Arabic script, and beside a virama.
const ARABIC = String.raw`[\u0620-\u064A\u066E\u066F\u0671-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FC\u06FF\u0750-\u077F]`;
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA]`;
const NEEDED =
  String.raw`(?<=${ARABIC})\u200C(?=${ARABIC})|(?<=${VIRAMA})[\u200C\u200D](?=(?!\p{C})[\u0904-\u0DC6])` +
  String.raw`|(?<=\u09B0)\u200D(?=\u09CD)`;
// What cannot be seen, the marks behind some emoji with it: the rules refuse a text that has it. As
// isProse of rules/lib/values.rules, which leaves lines and tabs.
const HIDDEN = new RegExp(
  String.raw`(?![\n\t]|${NEEDED})[\p{C}\p{Zl}\p{Zp}\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F` +
    String.raw`\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]`,
  "gu",
);

/** Return a text as it is kept: without what cannot be seen, and without blanks around it. */
export const shown = (text: string): string => text.replace(HIDDEN, "").trim();
