import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What flite's voices speak with, and what recognisers want. */
export const rate = 16_000;

export type Sound = { say: string; voice?: "slt" | "rms" } | { pauseMs: number } | { coughMs: number };

/** Files of speech for browsers' microphones, and recognition of what was heard by pocketsphinx's own program. */
export class Studio {
  private readonly folder = mkdtempSync(join(tmpdir(), "parlor-voice-"));
  private files = 0;

  /** A WAV file of these sounds, one after the other, and then silence. */
  record(sounds: Sound[]): string {
    const path = this.path("wav");
    // Where a file ends in the midst of sound, Chromium's microphone goes on with noise.
    const all = [...sounds, { pauseMs: 1_000 }];
    writeFileSync(path, wav(Buffer.concat(all.map((sound) => this.samples(sound)))));
    return path;
  }

  /** Which sentence of a JSGF rule, such as `i rolled (one | two)`, was said; "" for none. */
  recognise(samples: Int16Array, rule: string): string {
    const sound = this.path("wav");
    const grammar = this.path("gram");
    writeFileSync(sound, wav(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)));
    writeFileSync(grammar, `#JSGF V1.0;\ngrammar answer;\npublic <answer> = ${rule};\n`);
    const model = "/usr/share/pocketsphinx/model/en-us";
    const options = [
      "-infile",
      sound,
      "-jsgf",
      grammar,
      "-hmm",
      `${model}/en-us`,
      "-dict",
      `${model}/cmudict-en-us.dict`,
    ];
    const heard = execFileSync("pocketsphinx_continuous", [...options, "-logfn", "/dev/null"], { encoding: "utf8" });
    return heard.replaceAll("\n", " ").trim();
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private samples(sound: Sound): Buffer {
    if ("pauseMs" in sound) return Buffer.alloc(Math.round((sound.pauseMs * rate) / 1000) * 2);
    if ("coughMs" in sound) return cough(Math.round((sound.coughMs * rate) / 1000));
    const path = this.path("wav");
    execFileSync("flite", ["-voice", sound.voice ?? "slt", "-t", sound.say, "-o", path]);
    return dataOf(readFileSync(path));
  }

  private path(kind: string): string {
    return join(this.folder, `${++this.files}.${kind}`);
  }
}

/** A burst of noise that swells and fades: a voice to a detector, a word to nobody. */
function cough(length: number): Buffer {
  const out = Buffer.alloc(length * 2);
  let seed = 1;
  for (let at = 0; at < length; ++at) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    const noise = (seed / 2 ** 31) * 2 - 1;
    const pitch = Math.sin((2 * Math.PI * 180 * at) / rate);
    out.writeInt16LE(Math.round(9_000 * Math.sin((Math.PI * at) / length) * (0.5 * noise + 0.5 * pitch)), at * 2);
  }
  return out;
}

/** The samples of a WAV file, which may have any number of other chunks. */
function dataOf(file: Buffer): Buffer {
  for (let at = 12; at + 8 <= file.length; at += 8 + file.readUInt32LE(at + 4))
    if (file.toString("latin1", at, at + 4) === "data")
      return file.subarray(at + 8, at + 8 + file.readUInt32LE(at + 4));
  throw new Error("no samples in a WAV file");
}

/** 16 bit, one channel. */
function wav(samples: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
