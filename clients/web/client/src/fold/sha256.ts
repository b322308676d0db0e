// Computes SHA-256 of bytes, for the ids of texts that are not valid ids. It is synchronous, unlike
// crypto.subtle, because the fold must return its result at once.

const BLOCK = 64;
const primes = firstPrimes(64);
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number += 1) {
    if (found.every((prime) => number % prime !== 0)) {
      found.push(number);
    }
  }
  return found;
}

/** Return the first 32 bits of the fractional part. */
function fraction(number: number): number {
  return Math.floor((number - Math.floor(number)) * 2 ** 32) | 0;
}

function rotateRight(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** Return the digest of bytes as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length * 8);
  let hash = START;
  for (let offset = 0; offset < padded.length; offset += BLOCK) {
    hash = compressed(hash, schedule(view, offset));
  }
  return hash.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function schedule(view: DataView, offset: number): Int32Array {
  const words = new Int32Array(BLOCK);
  for (let index = 0; index < BLOCK; index += 1) {
    if (index < 16) {
      words[index] = view.getInt32(offset + index * 4);
      continue;
    }
    const [far, near] = [at(words, index - 15), at(words, index - 2)];
    const low = rotateRight(far, 7) ^ rotateRight(far, 18) ^ (far >>> 3);
    const high = rotateRight(near, 17) ^ rotateRight(near, 19) ^ (near >>> 10);
    words[index] = at(words, index - 16) + low + at(words, index - 7) + high;
  }
  return words;
}

function compressed(before: readonly number[], words: Int32Array): number[] {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = before;
  for (let index = 0; index < BLOCK; index += 1) {
    const sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const one = (h + sum1 + ((e & f) ^ (~e & g)) + at(ROUNDS, index) + at(words, index)) | 0;
    const sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const two = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + at(before, index)) | 0);
}

function at(numbers: ArrayLike<number>, index: number): number {
  return numbers[index] ?? 0;
}
