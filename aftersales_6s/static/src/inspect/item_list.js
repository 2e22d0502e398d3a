import { Component, useState } from "@odoo/owl";

/** All items with their answers, to jump to one. */
export class ItemList extends Component {
    static template = "aftersales_6s.ItemList";
    static props = {
        items: Array,
        statusOf: Function,
        onOpen: Function,
        onDiscard: Function,
        onRetry: Function,
    };

    setup() {
        this.state = useState({ onlyOpen: false });
    }

    get rows() {
        const rows = this.props.items.map((item, index) => ({
            item,
            index,
            ...this.props.statusOf(item),
        }));
        return this.state.onlyOpen ? rows.filter((row) => row.isOpen) : rows;
    }

    onlyOpen(ev) {
        this.state.onlyOpen = ev.target.checked;
    }
}
