// What officials write for everybody to read, as the rules take it. Pure.

// What cannot be seen, the marks behind some emoji with it: the rules refuse a text that has it. As
// isProse of rules/lib/values.rules, which leaves lines and tabs.
const HIDDEN = new RegExp(
  String.raw`(?![\n\t])[\p{C}\p{Zl}\p{Zp}\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F` +
    String.raw`\u2028-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\u{E0000}-\u{E0FFF}]`,
  "gu",
);

/** Return a text as it is kept: without what cannot be seen, and without blanks around it. */
export const shown = (text: string): string => text.replace(HIDDEN, "").trim();
