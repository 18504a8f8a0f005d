/** Plays two notes on a speaker; `deviceId`: null for the one that the system chooses. Ends after about a second. */
export async function playTestSound(deviceId: string | null): Promise<void> {
  const context = new AudioContext();
  try {
    const withSink = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
    if (deviceId) await withSink.setSinkId?.(deviceId).catch(() => undefined);
    const gain = context.createGain();
    gain.connect(context.destination);
    for (const [index, hertz] of [523.25, 659.25].entries()) {
      const tone = context.createOscillator();
      const begin = context.currentTime + index * 0.4;
      tone.frequency.value = hertz;
      tone.connect(gain);
      tone.start(begin);
      tone.stop(begin + 0.35);
      gain.gain.setValueAtTime(0, begin);
      gain.gain.linearRampToValueAtTime(0.25, begin + 0.03);
      gain.gain.linearRampToValueAtTime(0, begin + 0.34);
    }
    await new Promise((resolve) => setTimeout(resolve, 900));
  } finally {
    await context.close();
  }
}
