"""The ledger for the desk: nine columns on landscape pages whose breaks are set here, so that merged texts stand on each of them."""
