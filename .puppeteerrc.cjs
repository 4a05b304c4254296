// Debian's Chromium is used (CHROMIUM_PATH); puppeteer's own download would fail where there is no open internet.
module.exports = { skipDownload: true };
