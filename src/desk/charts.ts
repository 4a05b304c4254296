import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ControlChart } from '../metrics/index.ts';
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
  light: { back: '#ffffff', ink: '#1d1c1d', faint: '#dddddd', line: '#1264a3', out: '#c4314b' },
  dark: { back: '#1a1d21', ink: '#e8e8e8', faint: '#42464c', line: '#63b3ed', out: '#ff7b8e' },
} as const;

const WIDTH = 640;
const HEIGHT = 250;
/** Twice the pixels, for phones. */
const PIXELS = WIDTH * 2;
const LIMITS = { csat: [0, 100], nps: [-100, 100] } as const;

interface Drawing {
  title: string;
  theme: Theme;
  words: FigureWords;
  timezone: string;
}

/** The trend of one score. The libraries weigh 20 MB and are loaded when the first picture is drawn. */
export async function trendChart(score: ScoreShown, drawing: Drawing): Promise<Chart> {
  const { theme, words } = drawing;
  const series = {
    ...line(
      score.trend.map(({ value }) => value),
      COLOURS[theme].line,
    ),
    symbolSize: 7,
    lineStyle: { width: 3 },
    label: { show: true, color: COLOURS[theme].ink, formatter: labelled(score, words) },
  };
  const days = score.trend.map(({ from }) => from);
  const png = await toPng(await toSvg({ ...frame(days, range(score.metric), drawing), series: [series] }));
  return { name: `${score.metric}-${theme}.png`, alt: altOf(score, drawing), png };
}

/** A control chart: each day's value between the limits of what is usual. */
export async function controlChartOf({ points, centre }: ControlChart, drawing: Drawing): Promise<Chart> {
  const { line: ink, ink: dark, out } = COLOURS[drawing.theme];
  const limit = (values: readonly number[]) => ({
    ...line(values, dark),
    symbol: 'none',
    step: 'middle',
    lineStyle: { width: 1, type: 'dashed', color: dark },
  });
  const values = points.map((point) => ({
    value: point.value,
    ...(point.out && { itemStyle: { color: out }, symbolSize: 12 }),
  }));
  const series = [
    limit(points.map(({ ucl }) => ucl)),
    limit(points.map(() => centre)),
    limit(points.map(({ lcl }) => lcl)),
    { ...line(values, ink), symbolSize: 7, lineStyle: { width: 3 } },
  ];
  const days = points.map(({ day }) => day);
  const png = await toPng(await toSvg({ ...frame(days, { scale: true }, drawing), series }));
  const beyond = points.filter((point) => point.out).length;
  return { name: `alarm-${drawing.theme}.png`, alt: `${drawing.title}: ${beyond} / ${points.length}`, png };
}

const line = (data: readonly unknown[], color: string) => ({
  type: 'line',
  data,
  connectNulls: false,
  color,
});

function frame(days: readonly Date[], yRange: object, { title, theme, words, timezone }: Drawing) {
  const { back, ink, faint } = COLOURS[theme];
  const day = new Intl.DateTimeFormat(words.locale, { day: 'numeric', month: 'short', timeZone: timezone });
  return {
    animation: false,
    backgroundColor: back,
    textStyle: { fontFamily: FONT },
    title: { text: title, left: 12, top: 8, textStyle: { fontSize: 15, color: ink, fontFamily: FONT } },
    grid: { left: 52, right: 24, top: 64, bottom: 32 },
    xAxis: {
      type: 'category',
      data: days.map((date) => day.format(date)),
      axisLabel: { color: ink },
      axisLine: { lineStyle: { color: faint } },
    },
    yAxis: {
      type: 'value',
      ...yRange,
      axisLabel: { color: ink },
      splitLine: { lineStyle: { color: faint } },
    },
  };
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
function altOf(score: ScoreShown, { title, words }: Drawing): string {
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
