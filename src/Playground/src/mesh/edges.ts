import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Edge } from './Diagram';

interface Point {
  x: number;
  y: number;
}

export interface Line {
  edge: Edge;
  path: string;
  middle: Point;
}

type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

/** Where lines between the boxes of a frame run, whatever the layout puts where. */
export function useEdges(frame: RefObject<HTMLElement | null>, edges: Edge[]): Line[] {
  const [places, setPlaces] = useState<Record<string, Box>>({});
  useLayoutEffect(() => {
    const element = frame.current!;
    const measure = () => {
      const next = measured(element);
      setPlaces((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, edges.length, edges.map((edge) => edge.from + edge.to).join()]);

  return edges.flatMap((edge) => {
    const [from, to] = [places[edge.from], places[edge.to]];
    return from && to ? [lineBetween(edge, from, to)] : [];
  });
}

function measured(frame: HTMLElement): Record<string, Box> {
  const origin = frame.getBoundingClientRect();
  const places: Record<string, Box> = {};
  for (const element of frame.querySelectorAll<HTMLElement>('[data-node]')) {
    const box = element.getBoundingClientRect();
    places[element.dataset.node!] = {
      left: box.left - origin.left, right: box.right - origin.left, top: box.top - origin.top, bottom: box.bottom - origin.top,
    };
  }
  return places;
}

function lineBetween(edge: Edge, from: Box, to: Box): Line {
  const beside = to.left >= from.right;
  const start = beside ? { x: from.right, y: (from.top + from.bottom) / 2 } : { x: (from.left + from.right) / 2, y: from.bottom };
  const end = beside ? { x: to.left, y: (to.top + to.bottom) / 2 } : { x: (to.left + to.right) / 2, y: to.top };
  const [dx, dy] = beside ? [(end.x - start.x) / 2, 0] : [0, (end.y - start.y) / 2];
  return {
    edge,
    path: `M${start.x} ${start.y}C${start.x + dx} ${start.y + dy} ${end.x - dx} ${end.y - dy} ${end.x} ${end.y}`,
    middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
  };
}
