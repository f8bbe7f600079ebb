//! The methods of every client: construction, configuration, custom requests, shutdown.
//!
//! The names of these methods are [`RESERVED`](crate::name::RESERVED).

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};

const BUILDER_DOC: &str = "\
Returns a builder, which configures the client: its server, its credentials and other settings.
Nothing is validated before `build`.";

const WITH_OPTIONS_DOC: &str = "\
Returns a client that applies other options to its calls. This is cheap: both clients share their
connections and all other settings.";

const REQUEST_DOC: &str = "\
Creates a request to an endpoint that is not in the document, with the same authentication, retries
and errors as every call.

`path` is relative to the base URL. It can have a query, and placeholders such as `{key}`, for which
the method `path` of the request inserts percent-encoded values. Retries depend on whether the
method is idempotent (RFC 9110). Errors, logs and hooks use the name `request`.";

const SHUTDOWN_DOC: &str = "\
Cancels the calls in progress on other threads, for this client and all of its clones, and rejects
every later call. They fail with an error of the kind `Shutdown`, or with the error that the server
has already reported.

Use it to exit a program without waiting for servers. An upload with a blocked reader ends when the
reader returns. A call through a custom transport or clock ends when that returns.";

impl Emitter<'_> {
    /// The implementation of `GeneratedClient`, through which the runtime builds the client.
    pub(super) fn generated_client(&self) -> TokenStream {
        let runtime = self.runtime;
        let requires_credentials = self.api.requires_credentials();
        let classifier = self.classifier.map(|path| {
            quote! {
                const CLASSIFIER: ::std::option::Option<#runtime::Classifier> =
                    ::std::option::Option::Some(#path);
            }
        });
        quote! {
            impl #runtime::GeneratedClient for Client {
                const API: #runtime::Api = #runtime::__private::api(
                    ::core::env!("CARGO_PKG_NAME"),
                    ::core::env!("CARGO_PKG_VERSION"),
                    operations::SERVER,
                    operations::SECURITY_SCHEMES,
                    #requires_credentials,
                );

                #classifier

                fn from_http_client(http: #runtime::HttpClient) -> Self {
                    Self { http }
                }
            }
        }
    }

    pub(super) fn common_methods(&self) -> TokenStream {
        let runtime = self.runtime;
        let [builder, with_options, request, shutdown] =
            [BUILDER_DOC, WITH_OPTIONS_DOC, REQUEST_DOC, SHUTDOWN_DOC].map(docs::attributes);
        quote! {
            #builder
            pub fn builder() -> #runtime::ClientBuilder<Self> {
                #runtime::ClientBuilder::new()
            }

            #with_options
            #[must_use]
            pub fn with_options(&self, options: #runtime::CallOptions) -> Self {
                Self { http: self.http.with_options(options) }
            }

            #request
            #[must_use]
            pub fn request<'a>(
                &'a self,
                method: #runtime::Method,
                path: &'a str,
            ) -> #runtime::Request<'a> {
                self.http.custom_request(&method, path)
            }

            #shutdown
            pub fn shutdown(&self) {
                self.http.shutdown();
            }
        }
    }
}
