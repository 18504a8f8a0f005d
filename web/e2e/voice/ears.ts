import { expect } from "@playwright/test";
import type { Page } from "../browsers";
import { rate } from "./speech";

/** What a page's microphone took and what it played of the others, on one clock, at `rate`. */
export interface Recording {
  own: Int16Array;
  others: Int16Array;
}

declare global {
  interface Window {
    ears?: { blocks: [number, Float32Array, Float32Array][]; context: AudioContext };
  }
}

/**
 * Begins to record, once the page plays the sound of others. To be called before the page's own microphone is opened.
 * The page's own way of hearing stays as it is: its elements play, and what they play is recorded.
 */
export async function listen(page: Page): Promise<void> {
  // Packets come in some moments before the page has an element that plays them.
  const played = () =>
    page.evaluate(
      () =>
        [...document.querySelectorAll("audio")].filter(
          ({ srcObject }) => srcObject instanceof MediaStream && srcObject.getAudioTracks().length > 0,
        ).length,
      null,
    );
  await expect.poll(played).toBeGreaterThan(0);
  await page.evaluate(async (sampleRate) => {
    const context = new AudioContext({ sampleRate });
    await context.resume();
    const merger = context.createChannelMerger(2);
    const blocks: [number, Float32Array, Float32Array][] = [];
    // Old, but needs no script of its own, which the page's security policy would refuse.
    const recorder = context.createScriptProcessor(256, 2, 1);
    recorder.onaudioprocess = ({ inputBuffer, playbackTime }) =>
      blocks.push([playbackTime, inputBuffer.getChannelData(0).slice(), inputBuffer.getChannelData(1).slice()]);
    merger.connect(recorder).connect(context.destination);
    const into = (tracks: MediaStreamTrack[], channel: number) =>
      context.createMediaStreamSource(new MediaStream(tracks)).connect(merger, 0, channel);

    for (const element of document.querySelectorAll("audio"))
      if (element.srcObject instanceof MediaStream) into(element.srcObject.getAudioTracks(), 1);
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
      const stream = await open(wish);
      const [track] = stream.getAudioTracks();
      if (track) into([track.clone()], 0);
      return stream;
    };
    window.ears = { blocks, context };
  }, rate);
}

/** What was recorded so far. */
export async function recording(page: Page): Promise<Recording> {
  const parts = await page.evaluate(() => {
    const { blocks = [] } = window.ears ?? {};
    const begin = blocks[0]?.[0] ?? 0;
    const at = (time: number) => Math.round((time - begin) * 16_000);
    const length = blocks.length > 0 ? at(blocks.at(-1)?.[0] ?? 0) + 256 : 0;
    return [1, 2].map((channel) => {
      const samples = new Int16Array(length);
      for (const block of blocks)
        for (const [i, sample] of (block[channel] as Float32Array).entries())
          samples[at(block[0]) + i] = Math.max(-1, Math.min(1, sample)) * 32_767;
      const bytes = new Uint8Array(samples.buffer);
      let text = "";
      for (let i = 0; i < bytes.length; i += 8_192) text += String.fromCharCode(...bytes.subarray(i, i + 8_192));
      return btoa(text);
    });
  }, null);
  const samples = (text = "") => {
    const bytes = Buffer.from(text, "base64");
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  return { own: samples(parts[0]), others: samples(parts[1]) };
}

/** A stretch of sound, in milliseconds from the begin of the recording. */
export interface Stretch {
  begin: number;
  end: number;
}

/** Where it is loud; what is apart by less than `gapMs` is one stretch. */
export function stretches(samples: Int16Array, gapMs: number, loud = 400): Stretch[] {
  const step = rate / 100;
  const found: Stretch[] = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    const peak = samples.subarray(at, at + step).reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    if (peak < loud) continue;
    const begin = (at / rate) * 1000;
    const last = found.at(-1);
    if (last && begin - last.end < gapMs) last.end = begin + 10;
    else found.push({ begin, end: begin + 10 });
  }
  return found;
}

/** A stretch of the recording, with some room around it. */
export function cut(samples: Int16Array, { begin, end }: Stretch): Int16Array {
  const room = 200;
  return samples.slice(Math.max(0, ((begin - room) * rate) / 1000), ((end + room) * rate) / 1000);
}

/** The share of the sound that the page made up because packets were late or lost. */
export function concealed(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let made = 0;
    let all = 0;
    for (const reports of Object.values(await window.parlor.stats()))
      for (const report of reports) {
        if (report.type !== "inbound-rtp" || report.kind !== "audio") continue;
        made += Number(report.concealedSamples ?? 0) - Number(report.silentConcealedSamples ?? 0);
        all += Number(report.totalSamplesReceived ?? 0);
      }
    return all > 0 ? made / all : 1;
  }, null);
}
