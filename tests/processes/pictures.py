"""Drawings of the product as small PNG files: Chromium draws them at their own size, the colours are counted into a palette."""

from __future__ import annotations

import base64
import shutil
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.processes.handbook import Picture

PALETTE = """async source => {
  const image = new Image();
  image.src = 'data:image/svg+xml;base64,' + source;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0);
  const dots = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  const times = new Map();
  for (const dot of dots) times.set(dot, (times.get(dot) || 0) + 1);
  const often = [...times.keys()].sort((a, b) => times.get(b) - times.get(a) || a - b).slice(0, 128);
  const parts = dot => [dot & 255, dot >> 8 & 255, dot >> 16 & 255];
  const known = often.map(parts);
  const nearest = new Map(often.map((dot, place) => [dot, place]));
  for (const dot of times.keys()) {
    if (nearest.has(dot)) continue;
    const [r, g, b] = parts(dot);
    let best = 0, least = Infinity;
    known.forEach(([x, y, z], place) => {
      const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
      if (far < least) { least = far; best = place; }
    });
    nearest.set(dot, best);
  }
  const places = new Uint8Array(dots.length);
  for (let i = 0; i < dots.length; i++) places[i] = nearest.get(dots[i]);
  let text = '';
  for (let i = 0; i < places.length; i += 32768) text += String.fromCharCode(...places.subarray(i, i + 32768));
  return [canvas.width, canvas.height, known.flat(), btoa(text)];
}"""


def draw(pictures: Iterable[Picture], folder: Path) -> None:
    """Write each picture into the folder."""
    wanted = list(pictures)
    if not wanted:
        return
    with sync_playwright() as running:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        chromium = running.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = chromium.new_page()
        for picture in wanted:
            width, height, colours, dots = page.evaluate(PALETTE, base64.b64encode(picture.svg.encode()).decode())
            (folder / picture.file).write_bytes(png(width, height, bytes(colours), base64.b64decode(dots)))
        chromium.close()


def png(width: int, height: int, colours: bytes, dots: bytes) -> bytes:
    """Return a PNG of dots that are places in a palette of ``colours`` (three bytes each)."""
    rows = b"".join(b"\0" + dots[row * width : (row + 1) * width] for row in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, content) for kind, content in parts)


def _part(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
