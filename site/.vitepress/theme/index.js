// SPDX-License-Identifier: Apache-2.0
// The default theme with the fonts of the reader's system: nothing is loaded that is not needed, and nothing from elsewhere.
import './style.css';

export { default } from 'vitepress/theme-without-fonts';
