#!/bin/bash
# Puts the AI service's messaging into production.

# Names and regions
RESOURCE_GROUP="tripgen-prod-rg"
NAMESPACE_NAME="ai-servicebus-prod"
LOCATION="koreacentral"
SECONDARY_LOCATION="koreasouth"

# The namespace: four messaging units
az servicebus namespace create \
  --resource-group $RESOURCE_GROUP \
  --name $NAMESPACE_NAME \
  --location $LOCATION \
  --sku Premium \
  --capacity 4

# The alias that outlives a region
az servicebus georecovery-alias create \
  --resource-group $RESOURCE_GROUP \
  --namespace-name $NAMESPACE_NAME \
  --alias ai-servicebus-dr \
  --partner-namespace "/subscriptions/{subscription-id}/resourceGroups/$RESOURCE_GROUP/providers/Microsoft.ServiceBus/namespaces/ai-servicebus-prod-secondary"

# An address inside the network
az network private-endpoint create \
  --resource-group $RESOURCE_GROUP \
  --name ai-servicebus-pe-prod \
  --vnet-name tripgen-vnet-prod \
  --subnet servicebus-subnet-prod \
  --private-connection-resource-id "/subscriptions/{subscription-id}/resourceGroups/$RESOURCE_GROUP/providers/Microsoft.ServiceBus/namespaces/$NAMESPACE_NAME" \
  --group-id namespace \
  --connection-name ai-servicebus-connection

# Jobs: trips
az servicebus queue create \
  --resource-group $RESOURCE_GROUP --namespace-name $NAMESPACE_NAME \
  --name ai-trip-generation \
  --max-size 20480 \
  --default-message-time-to-live "PT72H" \
  --lock-duration "PT30M" \
  --max-delivery-count 3 \
  --enable-dead-lettering-on-message-expiration true \
  --enable-partitioning true \
  --enable-duplicate-detection true \
  --require-session true

# Jobs: models, which take the most room and time
az servicebus queue create \
  --resource-group $RESOURCE_GROUP --namespace-name $NAMESPACE_NAME \
  --name ai-model-training \
  --max-size 51200 \
  --default-message-time-to-live "P7D" \
  --lock-duration "PT2H" \
  --max-delivery-count 2 \
  --enable-dead-lettering-on-message-expiration true \
  --enable-partitioning false \
  --enable-duplicate-detection true \
  --require-session true

# What has happened, told to whom it concerns
az servicebus topic create \
  --resource-group $RESOURCE_GROUP --namespace-name $NAMESPACE_NAME \
  --name ai-events \
  --max-size 20480 \
  --enable-partitioning true \
  --enable-duplicate-detection true

# One subscription for each service
for service in trip-service user-service analytics-service notification-service; do
  az servicebus topic subscription create \
    --resource-group $RESOURCE_GROUP --namespace-name $NAMESPACE_NAME \
    --topic-name ai-events \
    --name "${service}-subscription" \
    --lock-duration "PT5M" \
    --max-delivery-count 10
done
