import { useCollection } from '@cloudscape-design/collection-hooks';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useParameters } from '../app/router.ts';

// What only long lists need of the style comes with them: before this file is there, so that no list is seen without it.
await new Promise((done) => {
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = document.querySelector<HTMLMetaElement>('meta[name="plumbline-lists"]')?.content ?? '';
  for (const outcome of ['load', 'error']) sheet.addEventListener(outcome, done);
  document.head.append(sheet);
});

export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** What is searched and sorted. */
  readonly text: (item: Item) => string | number;
  readonly width?: number;
}

export interface ListingProps<Item> {
  readonly items: readonly Item[];
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  readonly caption: string;
  /** Column and whether it descends, before anybody sorts. */
  readonly sorted: readonly [column: string, descending: boolean];
  readonly selection?: {
    readonly chosen: readonly Item[];
    readonly choose: (items: readonly Item[]) => void;
    readonly labelOf: (item: Item) => string;
  };
}

const pageSize = 50;

/** A long list: search, order and page are in the address. */
export function Listing<Item>({ items, columns, keyOf, caption, sorted, selection }: ListingProps<Item>): ReactNode {
  const [parameters, set] = useParameters();
  const definitions = columns.map(({ id, header, cell, text, width }) => ({ id, header, cell, ...(width && { width }), sortingComparator: (a: Item, b: Item) => compare(text(a), text(b)) }));
  const by = parameters.get('sort') ?? sorted[0];
  const descending = parameters.has('sort') ? parameters.get('order') === 'down' : sorted[1];
  const column = definitions.find(({ id }) => id === by) ?? definitions[0];
  const { items: shown, collectionProps, filterProps, paginationProps, filteredItemsCount, actions } = useCollection(items, {
    filtering: {
      defaultFilteringText: parameters.get('q') ?? '',
      filteringFunction: (item, text) => columns.some((one) => String(one.text(item)).toLowerCase().includes(text.toLowerCase())),
    },
    sorting: { defaultState: { sortingColumn: column as never, isDescending: descending } },
    pagination: { pageSize, defaultPage: Number(parameters.get('page') ?? 1) },
  });
  const { sortingColumn, sortingDescending } = collectionProps as { sortingColumn?: { id?: string }; sortingDescending?: boolean };
  useEffect(() => {
    const isDefault = (sortingColumn?.id ?? by) === sorted[0] && sortingDescending === sorted[1];
    set({
      q: filterProps.filteringText,
      page: paginationProps.currentPageIndex === 1 ? undefined : String(paginationProps.currentPageIndex),
      sort: isDefault ? undefined : sortingColumn?.id,
      order: isDefault || sortingDescending !== true ? undefined : 'down',
    });
  }, [filterProps.filteringText, paginationProps.currentPageIndex, sortingColumn?.id, sortingDescending]);
  const filter = <TextFilter {...filterProps} filteringPlaceholder="Find" filteringAriaLabel={`Find in ${caption}`} countText={filterProps.filteringText === '' ? '' : `${filteredItemsCount} found`} />;
  const pagination = items.length > pageSize ? <Pagination {...paginationProps} ariaLabels={{ nextPageLabel: 'Next page', previousPageLabel: 'Previous page', pageLabel: (page) => `Page ${page}` }} /> : undefined;
  const empty = filteredItemsCount === 0 ? <button type="button" className="plain" onClick={() => actions.setFiltering('')}>Nothing matches. Show all.</button> : <p>Nothing here.</p>;
  if (useNarrow()) return <Blocks {...{ shown, columns, keyOf, caption, selection, empty }} filter={filter} pagination={pagination} />;
  return (
    <Table
      {...collectionProps}
      items={shown}
      trackBy={keyOf}
      columnDefinitions={definitions}
      variant="container"
      wrapLines
      stickyHeader={false}
      ariaLabels={{ tableLabel: caption, selectionGroupLabel: 'Choose', allItemsSelectionLabel: () => 'Choose all', itemSelectionLabel: (_, item) => `Choose ${selection?.labelOf(item) ?? ''}` }}
      {...(selection && { selectionType: 'multi' as const, selectedItems: [...selection.chosen], onSelectionChange: ({ detail }: { detail: { selectedItems: Item[] } }) => selection.choose(detail.selectedItems) })}
      filter={filter}
      pagination={pagination}
      empty={empty}
      header={<span className="unseen">{caption}</span>}
    />
  );
} // prettier-ignore

const narrow = matchMedia('(max-width: 600px)');

function useNarrow(): boolean {
  return useSyncExternalStore((tell) => {
    narrow.addEventListener('change', tell);
    return () => narrow.removeEventListener('change', tell);
  }, () => narrow.matches);
} // prettier-ignore

interface BlocksProps<Item> extends Pick<ListingProps<Item>, 'columns' | 'keyOf' | 'caption'> {
  readonly shown: readonly Item[];
  readonly selection: ListingProps<Item>['selection'];
  readonly filter: ReactNode;
  readonly pagination: ReactNode;
  readonly empty: ReactNode;
}

/** The same on a phone: a row becomes a block, and nothing has to be scrolled sideways. */
function Blocks<Item>({ shown, columns, keyOf, caption, selection, filter, pagination, empty }: BlocksProps<Item>): ReactNode {
  const chosen = new Set(selection?.chosen.map(keyOf));
  const choose = (item: Item, is: boolean) => selection?.choose(is ? [...selection.chosen, item] : selection.chosen.filter((one) => keyOf(one) !== keyOf(item)));
  return (
    <section className="card stack" aria-label={caption}>
      {filter}
      {selection !== undefined && shown.length > 0 && <label className="row small"><input type="checkbox" checked={shown.every((item) => chosen.has(keyOf(item)))} onChange={(event) => selection.choose(event.target.checked ? shown : [])} /> Choose all</label>}
      <table className="table blocks">
        <thead><tr>{columns.map(({ id, header }) => <th key={id} scope="col">{header}</th>)}</tr></thead>
        <tbody>{shown.map((item) => (
          <tr key={keyOf(item)}>
            {selection !== undefined && <td data-label="Choose"><input type="checkbox" aria-label={`Choose ${selection.labelOf(item)}`} checked={chosen.has(keyOf(item))} onChange={(event) => choose(item, event.target.checked)} /></td>}
            {columns.map(({ id, header, cell }) => <td key={id} data-label={header}><div>{cell(item)}</div></td>)}
          </tr>
        ))}</tbody>
      </table>
      {shown.length === 0 && empty}
      {pagination}
    </section>
  );
} // prettier-ignore

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
