//! The methods of every client: construction, configuration, custom requests, shutdown.
//!
//! The names of these methods are [`RESERVED`](crate::name::RESERVED).

use proc_macro2::TokenStream;
use quote::quote;

use super::{Emitter, docs};

const BUILDER_DOC: &str = "\
Starts the configuration of a client: its server, its credentials, and whatever is to differ from
the defaults. Nothing is checked before the client is built.";

const WITH_OPTIONS_DOC: &str = "\
This client with other options for the calls that are made through the returned one. That is
cheap: both share their connections and all other settings.";

const REQUEST_DOC: &str = "\
Starts a request to an endpoint that the document does not describe, with the same
authentication, retries and errors as every call.

`path` is relative to the base URL. It may have slots such as `{key}`, which the method `path` of
the request fills in and percent-encodes, and a query. The request is retried as its method allows
(RFC 9110); errors, logs and hooks call it `request`.";

const SHUTDOWN_DOC: &str = "\
Ends the calls in progress on other threads, of this client and of all its clones, and refuses
every later call: each fails with an error of the kind `Shutdown`, or with the error that the
server has already reported.

It is for a program that exits without waiting for servers. An upload whose reader blocks ends
when the reader returns, and a call through a transport or clock of your own ends when that does.";

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
