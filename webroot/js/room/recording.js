import { RingwayError } from '../ringway.js';

const TYPES = ['video/webm;codecs=vp9,opus', 'video/webm;codecs=vp8,opus', 'video/mp4', 'audio/webm;codecs=opus', 'audio/mp4'];

/**
 * Records what this page shows and hears: one picture, and everybody's sound mixed.
 * @param {{ picture: MediaStream, sounds: MediaStream[], options: MediaRecorderOptions, platform: import('../room.js').RoomPlatform }} what
 * @returns {import('../room.js').Recording}
 */
export function record({ picture, sounds, options, platform }) {
  const { MediaRecorder, MediaStream } = platform;
  if (!MediaRecorder) throw new RingwayError('not_supported', 'this browser cannot record');
  const mix = mixed(sounds, platform);
  const video = picture.getTracks().filter((track) => track.kind === 'video');
  const stream = new MediaStream([...video, ...mix.tracks]);
  const mimeType = options.mimeType ?? TYPES.find((type) => MediaRecorder.isTypeSupported?.(type) && (video.length > 0 || type.startsWith('audio')));
  const recorder = new MediaRecorder(stream, { ...options, ...(mimeType ? { mimeType } : {}) });
  /** @type {Blob[]} */
  const parts = [];
  recorder.ondataavailable = ({ data }) => void (data.size > 0 && parts.push(data));
  const stopped = new Promise((resolve) => {
    recorder.onstop = resolve;
  });
  // A part a second: what was recorded so far is not lost with a track that ends.
  recorder.start(1000);
  return {
    get mimeType() {
      return recorder.mimeType;
    },
    async stop() {
      if (recorder.state !== 'inactive') recorder.stop();
      await stopped;
      mix.close();
      return new Blob(parts, { type: recorder.mimeType });
    },
  };
}

/**
 * @param {MediaStream[]} sounds
 * @param {import('../room.js').RoomPlatform} platform
 * @returns {{ tracks: MediaStreamTrack[], close(): void }}
 */
function mixed(sounds, { AudioContext, MediaStream }) {
  const tracks = sounds.flatMap((stream) => stream.getTracks()).filter((track) => track.kind === 'audio');
  if (!AudioContext || tracks.length === 0) return { tracks: tracks.slice(0, 1), close() {} };
  const context = new AudioContext();
  const into = context.createMediaStreamDestination();
  for (const track of tracks) context.createMediaStreamSource(new MediaStream([track])).connect(into);
  return { tracks: into.stream.getTracks(), close: () => void context.close() };
}
