/** The built-ins by tag. A tag that is not here is plain to the browser and styled by the base sheet alone (view, block, cover-view). */
import { baseCss } from './base.js'
import { WxButton } from './button.js'
import { WxCanvas } from './canvas.js'
import { WxCheckbox, WxCheckboxGroup, WxRadio, WxRadioGroup, WxSwitch } from './choice.js'
import { WxInput, WxTextarea } from './field.js'
import { WxActionSheet, WxActionSheetCancel, WxLoading, WxModal, WxToast } from './dialogs.js'
import { WxForm, WxLabel } from './form.js'
import { WxCoverImage, WxCoverView, WxImage } from './image.js'
import { WxMovableArea, WxMovableView } from './movable.js'
import { WxNavigator } from './navigator.js'
import { WxPageContainer } from './pagecontainer.js'
import { WxPicker } from './picker.js'
import { WxPickerView, WxPickerViewColumn } from './pickerview.js'
import { WxRichText } from './richtext.js'
import { WxScrollView } from './scrollview.js'
import { WxSlider } from './slider.js'
import { WxIcon, WxMatchMedia, WxPageMeta, WxProgress, WxRootPortal } from './small.js'
import { WxSwiper, WxSwiperItem } from './swiper.js'
import { WxText } from './text.js'
import { WxVideo } from './video.js'

const table: Readonly<Record<string, CustomElementConstructor>> = {
  'action-sheet': WxActionSheet,
  'action-sheet-cancel': WxActionSheetCancel,
  button: WxButton,
  canvas: WxCanvas,
  checkbox: WxCheckbox,
  'checkbox-group': WxCheckboxGroup,
  'cover-image': WxCoverImage,
  'cover-view': WxCoverView,
  form: WxForm,
  icon: WxIcon,
  image: WxImage,
  input: WxInput,
  label: WxLabel,
  loading: WxLoading,
  'match-media': WxMatchMedia,
  modal: WxModal,
  'movable-area': WxMovableArea,
  'movable-view': WxMovableView,
  navigator: WxNavigator,
  'page-container': WxPageContainer,
  'page-meta': WxPageMeta,
  picker: WxPicker,
  'picker-view': WxPickerView,
  'picker-view-column': WxPickerViewColumn,
  progress: WxProgress,
  radio: WxRadio,
  'radio-group': WxRadioGroup,
  'rich-text': WxRichText,
  'root-portal': WxRootPortal,
  'scroll-view': WxScrollView,
  slider: WxSlider,
  swiper: WxSwiper,
  'swiper-item': WxSwiperItem,
  switch: WxSwitch,
  text: WxText,
  textarea: WxTextarea,
  toast: WxToast,
  video: WxVideo,
}

export function registerElements(): void {
  for (const [tag, element] of Object.entries(table)) customElements.define(`wx-${tag}`, element)
}

/** Puts the base sheet before the program's. */
export function installBase(): void {
  const style = document.createElement('style')
  style.textContent = baseCss
  document.head.append(style)
}
