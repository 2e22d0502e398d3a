import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useDebounced } from "@web/core/utils/timing";

import { newUid } from "./answer_queue";
import { shrink } from "./photo_file";

/** What failed: photos, a few words, whose it is. Each change is kept at once. */
export class FailSheet extends Component {
    static template = "aftersales_6s.FailSheet";
    static props = {
        item: Object,
        answer: Object,
        employees: Array,
        owner: [Number, Boolean],
        refused: { type: [Object, { value: null }], optional: true },
        photoMax: Number,
        photoMb: Number,
        onChange: Function,
        onNext: Function,
        onBack: Function,
    };

    setup() {
        this.noteRef = useRef("note");
        this.state = useState({ isReading: false, message: "" });
        this.keepNote = useDebounced(
            (note) => this.props.onChange({ note }),
            400,
            { execBeforeUnmount: true }
        );
    }

    get room() {
        return this.props.photoMax - this.props.answer.photos.length;
    }

    refusal(photo) {
        return this.props.refused?.photos[photo.uid];
    }

    async onFiles(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        this.state.message = "";
        if (files.length > this.room) {
            this.state.message = _t("At most %s photos. Keep the best ones.", this.props.photoMax);
        }
        this.state.isReading = true;
        try {
            for (const file of files.slice(0, Math.max(this.room, 0))) {
                await this.add(file);
            }
        } finally {
            this.state.isReading = false;
        }
    }

    async add(file) {
        const limit = this.props.photoMb * 1024 * 1024;
        if (!file.size) {
            this.state.message = _t("%s is empty. Take the photo again, please.", file.name);
            return;
        }
        const { name, data, url } = await shrink(file);
        if ((data.length * 3) / 4 > limit) {
            this.state.message = _t(
                "%(name)s is larger than %(limit)s MB and can't be made smaller here.",
                { name, limit: this.props.photoMb }
            );
            return;
        }
        const photo = { uid: newUid(), name, data, url, sent: false };
        this.props.onChange({ photos: [...this.props.answer.photos, photo] });
    }

    remove(photo) {
        const photos = this.props.answer.photos.filter((one) => one.uid !== photo.uid);
        this.props.onChange({ photos });
    }

    usePhrase(phrase) {
        const note = this.noteRef.el.value.trim();
        this.noteRef.el.value = note && !note.includes(phrase) ? `${note} ${phrase}` : phrase;
        this.props.onChange({ note: this.noteRef.el.value });
    }

    onNote(ev) {
        this.keepNote(ev.target.value);
    }

    onEmployee(ev) {
        this.props.onChange({ employee_id: parseInt(ev.target.value) || null });
    }

    next() {
        this.props.onChange({ note: this.noteRef.el.value.trim() });
        this.props.onNext();
    }
}
