import type { EventFrame, Gap, Subscribed } from './frames.ts';

/** How far a topic has been followed; null until the first `subscribed`. */
export type Place = { timeline: number; position: number } | null;

export type Step = { place: Place; act: 'apply' | 'skip' | 'refetch' | 'none' };

/**
 * What a frame of a topic means for somebody who stands at `place`. A frame that begins behind what was seen says that something is
 * missing, and so does another timeline: both want a refetch, and the frame's position is where one stands after it.
 */
export function follow(place: Place, frame: EventFrame | Gap | Subscribed): Step {
  if (frame.type === 'gap') return { place: { timeline: frame.timeline, position: frame.head }, act: 'refetch' };
  if (frame.type === 'subscribed') {
    if (!place) return { place: { timeline: frame.timeline, position: frame.head }, act: 'none' };
    if (place.timeline !== frame.timeline || frame.head < place.position) {
      return { place: { timeline: frame.timeline, position: frame.head }, act: 'refetch' };
    }
    return { place, act: 'none' };
  }
  const after = { timeline: frame.timeline, position: frame.position };
  if (!place) return { place: after, act: 'refetch' };
  if (place.timeline !== frame.timeline) return { place: after, act: 'refetch' };
  if (frame.position <= place.position) return { place, act: 'skip' };
  if (frame.previous > place.position) return { place: after, act: 'refetch' };
  return { place: after, act: 'apply' };
}
