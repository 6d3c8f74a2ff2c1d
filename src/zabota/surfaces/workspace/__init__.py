"""The staff shell: navigation, home, language, gallery of components."""
