"""Every line of ``docs/parity.md`` has tests that would fail without it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "parity.md"

TESTS = {
    # Around the tables
    "the sidebar, with groups": """
        served/test_shown.py::the_sidebar_lists_tables_by_name
        served/test_shown.py::the_sidebar_on_a_narrow_screen
        served/test_forms.py::forms_in_the_sidebar
        test_table_options.py::a_group_is_translated
    """,
    "`sidebar_links`": "served/test_mounts.py::options",
    "`auto_include_related`": "introspect/test_targets.py::without_related_tables",
    "`site_name`": "served/test_mounts.py::options served/test_mounts.py::alone",
    "light and dark": "served/test_shown.py::light_and_dark_stay",
    "languages": """
        served/test_languages.py::browsers_ask_for_a_language
        served/test_languages.py::people_choose_a_language
        served/test_languages.py::options_in_any_case
        served/test_languages.py::an_unknown_language_is_not_found
        test_translations.py::the_languages_of_piccolo_admin_and_no_others
    """,
    "`read_only`": "served/test_rights.py::read_only served/test_forms.py::read_only",
    "help texts": "served/test_shown.py::help_texts",
    # Lists
    "`visible_columns`, `exclude_visible_columns`": """
        test_table_options.py::what_is_wrong
        test_golden.py::output
    """,
    "`link_column`": "test_table_options.py::what_is_wrong test_golden.py::output",
    "foreign keys by name": "served/test_shown.py::cells",
    "how values look": """
        served/test_shown.py::cells
        served/test_languages.py::values_are_written_as_the_language_does
    """,
    "sorting by several columns": """
        served/test_filters.py::sorting_by_several_columns
        served/test_lists.py::every_heading_sorts
    """,
    "pages": """
        served/test_shown.py::sizes_of_pages
        served/test_shown.py::a_page_by_its_number
        served/test_paging.py::there_and_back
    """,
    "delete a row": """
        served/test_browser.py::add_edit_and_delete
        served/test_refusals.py::rows_that_others_refer_to_stay
    """,
    "tick rows and delete them": """
        served/test_bulk.py::ticked_rows_are_deleted
        served/test_bulk.py::a_refusal_of_one_keeps_all
        served/test_browser_lists.py::all_rows_of_a_page
    """,
    "change a column of many rows": """
        served/test_bulk.py::ticked_rows_are_changed
        served/test_bulk.py::only_what_rows_can_have_in_common_is_offered
    """,
    "CSV": """
        served/test_export.py::as_filtered_and_sorted
        served/test_export.py::nothing_is_a_formula
        served/test_export.py::the_form_on_the_list
    """,
    "links to a filtered list": "served/test_filters.py::references",
    # Filters
    "`visible_filters`, `exclude_visible_filters`": """
        test_table_options.py::what_is_wrong
        test_golden.py::output
    """,
    "Apply and Clear": """
        served/test_browser_lists.py::filters
        served/test_filters.py::links_of_a_filtered_list_keep_its_filters
    """,
    "text: contains, exact, starts, ends": """
        served/test_filters.py::parts_of_texts
        served/test_filters.py::whole_texts
    """,
    "numbers, dates, times, durations": "served/test_filters.py::what_has_an_order",
    "booleans and choices": """
        served/test_filters.py::one_value
        served/test_faults.py::null_is_asked_for_only_where_it_can_be
    """,
    "a foreign key, by searching": """
        served/test_browser_lists.py::filters
        served/test_filters.py::references
    """,
    "lists that contain a value": "served/test_filters.py::elements_of_lists",
    # Forms
    "a new row with its defaults": """
        served/test_shown.py::a_new_row_begins_with_the_defaults
        served/test_around_forms.py::another_row_is_added_in_a_dialog
    """,
    "any primary key": "served/test_keys.py::any_key_can_stand_in_an_address",
    "required fields and errors": """
        served/test_shown.py::what_is_required_is_marked
        served/test_around_forms.py::nothing_is_sent_twice
        served/test_around_forms.py::errors_lead_to_their_fields
    """,
    "what the database refuses": """
        served/test_refusals.py::taken_values_are_refused_beside_their_field
        served/test_refusals.py::broken_rules_are_told
        served/test_refusals.py::rows_that_do_not_exist_are_refused
    """,
    "saving all columns": """
        served/test_two_people.py::changes_of_different_columns_both_stay
        served/test_round_trip.py::any_row_is_saved_unchanged
    """,
    "rows that refer to this one": """
        served/test_around_forms.py::rows_that_refer_to_this_one_are_counted
        served/test_faults.py::rows_that_refer_to_one_are_in_lists_that_there_are
    """,
    "choosing another row": """
        served/test_around_forms.py::a_picker_loads_more
        served/test_around_forms.py::another_row_is_edited_in_a_dialog
        served/test_browser.py::choice_of_a_row_is_taken_back
    """,
    # Types of columns
    "`Varchar`, `Char`, `Text`": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_typed.py::null_and_empty_text_are_told_apart
        served/test_typed.py::what_cannot_be_stored_is_refused_beside_its_field
    """,
    "texts that grow": "served/test_around_forms.py::text_grows_with_its_content",
    "`secret=True`": """
        served/test_secrets.py::secrets_are_never_shown
        served/test_secrets.py::secrets_stay_unless_typed
        served/test_filters.py::nothing_is_filtered_by_secrets
    """,
    "passwords of users": """
        served/test_secrets.py::passwords_are_hashed
        served/test_secrets.py::new_passwords_are_hashed
        served/test_secrets.py::bad_passwords_are_refused
    """,
    "integers and decimals": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_typed.py::decimals_are_exact
    """,
    "`Boolean`": "served/test_typed.py::what_is_typed_is_stored",
    "dates and times": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_browser.py::rows_at_the_limits_are_saved_unchanged
        test_golden.py::output
    """,
    "`Timestamptz`": """
        served/test_time_zones.py::moments_are_shown_in_the_zone
        served/test_time_zones.py::moments_are_typed_in_the_zone
        served/test_time_zones.py::a_zone_is_chosen
    """,
    "`Interval`": "served/test_typed.py::what_is_typed_is_stored",
    "`JSON`, `JSONB`": """
        served/test_json.py::it_is_checked_while_typing
        served/test_typed.py::what_is_typed_is_stored
    """,
    "`Array`": """
        served/test_arrays.py::items_are_added_changed_and_removed
        served/test_arrays.py::null_and_empty_lists
        served/test_arrays.py::a_wrong_item_is_named
    """,
    "arrays of arrays": "served/test_arrays.py::nested_lists",
    "`Bytea`": "served/test_typed.py::what_is_typed_is_stored",
    "`UUID`": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_shown.py::a_new_row_begins_with_the_defaults
    """,
    "`choices`": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_shown.py::cells
    """,
    "`rich_text_columns`": """
        served/test_rich_text.py::write_bold_text_and_a_link
        served/test_rich_text.py::what_is_harmful_is_not_stored
        served/test_rich_text.py::what_is_stored_and_harmful_is_not_shown
    """,
    "`media_storage`": """
        served/test_browser_media.py::upload_look_at_and_remove
        served/test_media.py::lists_of_files_keep_their_order
        served/test_media.py::names_that_are_refused
        served/test_media.py::columns_share_no_folder
        served/test_media_s3.py::the_address_is_signed
    """,
    # Forms of your own, and own code
    "`FormConfig`": """
        served/test_forms.py::every_default_comes_back
        served/test_forms.py::every_kind_of_value_can_be_typed
        served/test_forms.py::a_file_is_sent
        served/test_forms.py::a_refusal_of_the_function
        served/test_forms.py::what_is_not_async
        served/test_forms.py::unknown_forms
    """,
    "hooks": """
        served/test_own_code.py::hooks_run
        served/test_own_code.py::what_a_hook_refuses_is_told_and_nothing_of_it_stays
    """,
    "`validators`": """
        served/test_permissions.py::what_may_not_be_changed
        served/test_permissions.py::a_row_does_not_leave_ones_rights
        served/test_permissions.py::a_table_that_may_only_be_viewed
    """,
    "`debug`": "served/test_own_code.py::tracebacks_are_shown_while_debugging_only",
    # Access
    "log in, and back to where one wanted to go": """
        served/test_login.py::log_in_and_out
        served/test_login.py::people_are_led_back_to_where_they_wanted_to_go
        served/test_login.py::nobody_is_led_elsewhere
    """,
    "cookies": """
        served/test_forgery.py::cookies
        served/test_security.py::every_cookie_is_for_https_in_production
    """,
    "`session_expiry`, `increase_expiry`, `max_session_expiry`": """
        served/test_sessions.py::a_session_lasts_an_hour_and_a_week_at_most
        served/test_sessions.py::a_session_that_is_used_shortly_before_its_end_is_extended
        served/test_sessions.py::no_use_extends_a_session_beyond_its_longest
    """,
    "nothing without being logged in": """
        served/test_security.py::no_address_is_open_to_strangers
    """,
    "log out": """
        served/test_login.py::log_in_and_out
        served/test_login.py::no_link_logs_people_out
    """,
    "only superusers change who can log in": """
        served/test_rights.py::only_superusers_change_who_can_log_in
        served/test_security.py::access_is_changed_by_superusers_only
        served/test_mfa.py::only_superusers_change_secrets
    """,
    "change one's password": """
        served/test_password.py::a_changed_password_ends_all_sessions
        served/test_password.py::what_cannot_be_is_said_beside_its_field
    """,
    "a second factor": """
        served/test_mfa.py::setting_it_up
        served/test_mfa.py::no_code_works_twice_nor_after_a_later_one
        served/test_mfa.py::each_recovery_code_works_once
        served/test_mfa.py::turning_it_off_takes_the_password
    """,
    "request forgery": """
        served/test_security.py::nothing_is_written_without_the_token
        served/test_forgery.py::forged_requests_are_refused
    """,
    "too many attempts": """
        served/test_limits.py::too_many_failures
        served/test_limits.py::guesses_at_many_names_from_one_address
    """,
    # REST
    "log in and out by script": """
        served/test_rest.py::a_script_logs_in_and_out
        served/test_rest.py::nobody_gets_in
    """,
    "rows: list, read, add, change, replace, delete": """
        served/test_rest.py::rows_are_added_read_changed_and_deleted
        served/test_rest.py::errors_name_their_columns
        served/test_rest.py::values_of_every_type
    """,
    "parameters of lists": """
        served/test_rest.py::parameters_of_lists
        served/test_rest.py::what_makes_no_sense_is_refused_with_words
        served/test_rest.py::content_range
    """,
    "`schema`, `ids`, `count`, `new`, `references`": """
        served/test_rest.py::schema_tells_what_a_front_end_needs
        served/test_rest.py::ids_count_new_and_references
    """,
    "`tables`, `links`, `forms`, `user`, `translations`": """
        served/test_rest.py::tables_links_and_languages
        served/test_rest.py::forms_are_sent
    """,
    "`/change-password/`": """
        served/test_rest.py::password
    """,
    "`/media/`": """
        served/test_rest_beyond.py::files_are_sent_before_their_row
    """,
    "documentation at `/api/docs/`": """
        served/test_rest_beyond.py::documentation_describes_real_types
        served/test_rest_beyond.py::swagger_ui_runs_under_the_policy
    """,
    "bulk deletion, `max_joins`": """
        served/test_rest_beyond.py::several_rows_are_deleted
        served/test_rest_beyond.py::columns_of_other_tables_up_to_a_depth
    """,
    # What does not happen any more
    "saving a row blanks its secret columns": """
        served/test_faults.py::saving_keeps_secret_columns
    """,
    "saving a row drops parts of seconds": """
        served/test_round_trip.py::rows_at_the_limits_are_saved_unchanged
        served/test_browser.py::rows_at_the_limits_are_saved_unchanged
    """,
    "null durations become zero": """
        served/test_typed.py::what_is_typed_is_stored
        served/test_round_trip.py::any_row_is_saved_unchanged
    """,
    "the text `null` becomes null": "served/test_typed.py::what_is_typed_is_stored",
    "who saves last overwrites others": """
        served/test_two_people.py::changes_of_different_columns_both_stay
        served/test_two_people.py::a_change_of_the_same_column_is_told
    """,
    "a natural primary key is lost": "served/test_keys.py::natural_key_is_typed_once",
    "keys below 1 cannot be reached": """
        served/test_faults.py::keys_below_one_are_reached
    """,
    "who may not still learns which rows exist": """
        served/test_permissions.py::whether_a_hidden_row_exists_is_not_told
    """,
    "people without rights upload files, and read-only shows none": """
        served/test_permissions.py::a_table_that_may_not_be_viewed
        served/test_media.py::whoever_may_not_write_sends_no_files
        served/test_media.py::files_of_rows_that_one_may_view
        served/test_media.py::nothing_is_sent_to_read_only_admins
    """,
    "one table's validators lock others": """
        served/test_permissions.py::a_table_that_may_only_be_viewed
    """,
    "secrets of second factors and tokens are open to everybody": """
        served/test_mfa.py::only_superusers_change_secrets
        served/test_secrets.py::secrets_are_never_shown
    """,
    "S3: keys lose letters, files get another's type, too many are deleted": """
        served/test_media_s3.py::keys_begin_with_letters_of_their_folder
        served/test_media_s3.py::files_have_their_own_content_type
        served/test_media_s3.py::many_are_deleted_and_no_others
    """,
    "a second factor is on before it works": """
        served/test_mfa.py::nothing_changes_before_a_code_has_shown_that_it_works
        served/test_mfa.py::an_admin_without_it_has_no_such_page
    """,
    "session tokens are stored as they are, and never removed": """
        served/test_login.py::session_tokens_are_not_stored
        served/test_sessions.py::sessions_that_are_over_are_removed_at_log_in
        served/test_sessions.py::the_clock_of_the_server_may_be_in_any_zone
    """,
    "lists can be sorted by a secret column": """
        served/test_lists.py::nothing_is_sorted_by_secrets
    """,
    "a cookie without `Secure`, and writes over HTTPS that need `allowed_hosts`": """
        served/test_forgery.py::cookies
        served/test_mounts.py::alone
    """,
    "people without rights are logged in, and then refused everywhere": """
        served/test_login.py::log_in_is_refused
    """,
    "attempts that succeed count, and a block lasts until the server restarts": """
        served/test_limits.py::log_ins_are_never_too_many
        served/test_limits.py::nobody_is_blocked_for_long
        served/test_limits.py::servers_count_together_in_a_store_that_they_share
    """,
    "logging in keeps everybody else waiting": """
        served/test_faults.py::nobody_waits_while_another_logs_in
    """,
    "hooks are lost or skipped, and in no transaction": """
        served/test_own_code.py::hooks_run
        served/test_own_code.py::what_a_hook_refuses_is_told_and_nothing_of_it_stays
    """,
    "choices are found by a part of them, and `%` is a wildcard": """
        served/test_faults.py::choices_are_not_found_by_a_part_of_them
        served/test_filters.py::parts_of_texts
        served/test_search.py::search_takes_text_as_it_is
    """,
    "wrong addresses are errors of the server": """
        served/test_lists.py::malformed_addresses_of_lists
        served/test_keys.py::unknown_rows
        served/test_filters.py::what_makes_no_sense
        served/test_hostile.py::filters
        served/test_hostile.py::what_is_given_twice_counts_once
    """,
    "totals ignore the filters": """
        served/test_faults.py::totals_count_what_fits_the_filters
    """,
    "foreign keys to another column than the key fail": """
        served/test_faults.py::lists_link_to_rows_found_by_another_column_than_the_key
        served/test_around_forms.py::the_value_of_a_reference_is_chosen_not_its_key
    """,
    "searches without a limit": "served/test_around_forms.py::pages_of_a_search",
    "keys such as `new` or `a/b` have no address": """
        served/test_keys.py::any_key_can_stand_in_an_address
    """,
    "of forms with one address the last one wins": """
        served/test_forms.py::forms_with_one_address_are_refused
    """,
    "models are built for each request": """
        served/test_faults.py::no_model_is_built_per_request
    """,
    "each page counts the table and skips over the rows before it": """
        served/test_faults.py::no_list_is_counted_to_its_end
        served/test_paging.py::forwards_and_backwards
    """,
    "many rows are changed one by one": """
        served/test_bulk.py::a_refusal_of_one_keeps_all
        served/test_bulk.py::what_cannot_be_changes_nothing
    """,
    "CSV is collected in the browser": """
        served/test_export.py::more_rows_than_are_fetched_at_once
    """,
    "filters and pages are not in the address, and sorting drops filters": """
        served/test_filters.py::links_of_a_filtered_list_keep_its_filters
        served/test_browser.py::page_and_sort
    """,
    "`page_size` is ignored": "served/test_mounts.py::options",
    "after the last row of a page was deleted, nothing is there": """
        served/test_faults.py::deleting_the_last_row_of_the_last_page_shows_other_rows
    """,
    "a filter for no row finds all, and is offered where null cannot be": """
        served/test_faults.py::null_is_asked_for_only_where_it_can_be
        served/test_around_forms.py::no_choice_only_where_null_is_allowed
    """,
    "CSV: null as a word, formulas, an empty list fails": """
        served/test_export.py::null_is_empty
        served/test_export.py::nothing_is_a_formula
        served/test_export.py::labels
        served/test_faults.py::an_empty_list_is_a_file_with_headings
    """,
    "a row that cannot be deleted just stays": """
        served/test_refusals.py::rows_that_others_refer_to_stay
    """,
    "links lead to tables that are not there, and every refusal says *read only*": """
        served/test_faults.py::rows_that_refer_to_one_are_in_lists_that_there_are
        served/test_faults.py::only_a_read_only_admin_is_called_so
    """,
    "much is in English in every language": """
        test_translations.py::pages_say_nothing_untranslated
        test_translations.py::every_message_is_translated
        test_translations.py::the_script_says_nothing_of_its_own
    """,
    "PUT stores a user's password as it is, and runs no hooks": """
        served/test_rest_defects.py::put_hashes_passwords
        served/test_rest_defects.py::every_write_runs_the_same_code
    """,
    "REST: the text `null`, columns left out, and keys are lost": """
        served/test_rest_defects.py::the_text_null_stays_a_text
        served/test_rest_defects.py::what_is_left_out_has_its_default
        served/test_rest_defects.py::natural_keys_can_be_posted
    """,
    "REST: secrets are blanked by forms, and sorted by": """
        served/test_rest_defects.py::secrets_stay_when_a_form_sends_nothing
        served/test_rest_defects.py::secrets_can_be_neither_read_nor_asked_for
    """,
    "REST: malformed parameters, and bytes, are errors of the server": """
        served/test_rest.py::malformed_keys
        served/test_rest.py::what_is_no_json
        served/test_rest_defects.py::bytes_that_are_no_text
        served/test_rest_defects.py::json_cannot_be_filtered
    """,
    "REST: choices by a part, keys such as `new`, totals unfiltered": """
        served/test_rest_defects.py::choices_are_found_exactly
        served/test_rest_defects.py::percent_signs_are_letters
        served/test_rest_defects.py::keys_below_one_can_be_reached
        served/test_rest_defects.py::totals_know_the_filters
    """,
    "REST: rights are asked late, or not of files": """
        served/test_rest_rights.py::only_rows_that_may_be_viewed
        served/test_rest_rights.py::tables_that_may_not_be_viewed
        served/test_rest_rights.py::only_superusers_change_who_can_log_in
    """,
    "REST: models are built for each request": """
        served/test_rest_defects.py::models_are_built_once
    """,
}
"""The tests behind each line, by its first cell: module, and name without ``test_``."""


def test_every_line_has_tests() -> None:
    lines = re.findall(r"^\| (.+?) \| .+ \|$", PAGE.read_text(), re.MULTILINE)
    headings = {"Piccolo Admin", "in Piccolo Admin"}
    assert [line for line in lines if line not in headings] == [*TESTS]


@pytest.mark.parametrize("line", TESTS)
def test_its_tests_are_there(line: str) -> None:
    assert TESTS[line].split()
    for test in TESTS[line].split():
        module, _separator, name = test.partition("::")
        assert f"test_{name}" in names(module), test


@cache
def names(module: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / module).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
