"""The pages in `clients/web`: built by npm, served as Firebase Hosting would."""
