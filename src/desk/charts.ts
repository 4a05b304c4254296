import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { FigureWords } from './figure-words.ts';
import { figure } from './render-scores.ts';
import type { ScoreShown } from './scores.ts';
import type { Workspace } from './workspace.ts';

/** A picture: what it shows in words, and its bytes. */
export interface Chart {
  name: string;
  alt: string;
  png: Buffer;
}

export type Theme = 'light' | 'dark';

const COLOURS = {
  light: { back: '#ffffff', ink: '#1d1c1d', faint: '#dddddd', line: '#1264a3' },
  dark: { back: '#1a1d21', ink: '#e8e8e8', faint: '#42464c', line: '#63b3ed' },
} as const;

const WIDTH = 640;
const HEIGHT = 240;
/** Twice the pixels, for phones. */
const PIXELS = WIDTH * 2;
const LIMITS = { csat: [0, 100], nps: [-100, 100] } as const;

/** The trend of one score. The libraries weigh 20 MB and are loaded when the first picture is drawn. */
export async function trendChart(
  score: ScoreShown,
  { title, theme, words, timezone }: { title: string; theme: Theme; words: FigureWords; timezone: string },
): Promise<Chart> {
  const day = new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'short', timeZone: timezone });
  const option = {
    animation: false,
    backgroundColor: COLOURS[theme].back,
    textStyle: { fontFamily: FONT },
    title: {
      text: title,
      left: 12,
      top: 8,
      textStyle: { fontSize: 15, color: COLOURS[theme].ink, fontFamily: FONT },
    },
    grid: { left: 52, right: 24, top: 48, bottom: 32 },
    xAxis: {
      type: 'category',
      data: score.trend.map(({ from }) => day.format(from)),
      axisLabel: { color: COLOURS[theme].ink },
      axisLine: { lineStyle: { color: COLOURS[theme].faint } },
    },
    yAxis: {
      type: 'value',
      ...range(score.metric),
      axisLabel: { color: COLOURS[theme].ink },
      splitLine: { lineStyle: { color: COLOURS[theme].faint } },
    },
    series: [
      {
        type: 'line',
        data: score.trend.map(({ value }) => value),
        connectNulls: false,
        symbolSize: 7,
        lineStyle: { width: 3 },
        color: COLOURS[theme].line,
        label: { show: true, color: COLOURS[theme].ink, formatter: labelled(score, words) },
      },
    ],
  };
  const png = await toPng(await toSvg(option));
  return { name: `${score.metric}-${theme}.png`, alt: altOf(score, title, words), png };
}

function range(metric: string): { min?: number; max?: number; scale?: true } {
  if (metric !== 'csat' && metric !== 'nps') return { scale: true };
  const [min, max] = LIMITS[metric];
  return { min, max };
}

const labelled =
  ({ metric }: ScoreShown, words: FigureWords) =>
  ({ value }: { value: number | null }) =>
    value === null || value === undefined ? '' : figure(metric, value, words);

/** What a person who cannot see the picture is told. */
function altOf(score: ScoreShown, title: string, words: FigureWords): string {
  const values = score.trend.map(({ value }) => (value === null ? '–' : figure(score.metric, value, words)));
  return `${title}: ${values.join(', ')}`.slice(0, 2_000);
}

async function toSvg(option: Record<string, unknown>): Promise<string> {
  const echarts = await import('echarts');
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** DejaVu Sans: Latin with Turkish, Cyrillic and Arabic in one file, free to be given on. */
const FONT = 'DejaVu Sans';
const fonts = path.join(
  path.dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')),
  'ttf',
);

async function toPng(svg: string): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js');
  const image = new Resvg(svg, {
    fitTo: { mode: 'width', value: PIXELS },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => path.join(fonts, file)),
      defaultFontFamily: FONT,
    },
  });
  return image.render().asPng();
}

const MOST_KEPT = 200;

/** Uploads pictures, each once: the same picture is the same file. */
export function createGallery(workspace: Workspace): (chart: Chart) => Promise<string> {
  const files = new Map<string, Promise<string>>();
  return ({ name, alt, png }) => {
    const content = createHash('sha256').update(png).digest('hex');
    const known = files.get(content);
    if (known !== undefined) return known;
    if (files.size >= MOST_KEPT) files.clear();
    const uploading = workspace.upload({ name, alt, data: png }).catch((error: unknown) => {
      files.delete(content);
      throw error;
    });
    files.set(content, uploading);
    return uploading;
  };
}
