// Cleans the texts that officials write for everybody, as the security rules require. Pure.

// Joiners are kept where spelling needs them: between letters of Arabic script, and next to a virama.
const ARABIC = String.raw`[\u0620-\u064A\u066E\u066F\u0671-\u06D3\u06D5\u06EE\u06EF\u06FA-\u06FC\u06FF\u0750-\u077F]`;
const VIRAMA = String.raw`[\u094D\u09CD\u0A4D\u0ACD\u0B4D\u0BCD\u0C4D\u0CCD\u0D4D\u0DCA]`;
const NEEDED =
  String.raw`(?<=${ARABIC})\u200C(?=${ARABIC})|(?<=${VIRAMA})[\u200C\u200D](?=(?!\p{C})[\u0904-\u0DC6])` +
  String.raw`|(?<=\u09B0)\u200D(?=\u09CD)`;
// Invisible characters, including the variation selectors after some emoji: the security rules refuse them. Same as
// isProse of rules/lib/values.rules; line breaks and tabs are allowed.
const HIDDEN = new RegExp(
  String.raw`(?![\n\t]|${NEEDED})[\p{C}\p{Zl}\p{Zp}\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F` +
    String.raw`\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]`,
  "gu",
);

/** Return a text as it is stored: without invisible characters and surrounding blanks. */
export const cleanText = (text: string): string => text.replace(HIDDEN, "").trim();
